using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Nudges.Local.Engine;

/// <summary>
/// One append blob that all instances share, a JSON line an entry: however many instances have taken turns, storing them is one
/// request. Every append names the position it expects, so of two processes only one can go on writing.
/// </summary>
internal sealed class Journal(BlobContainerClient container, int appendsPerBlob)
{
    private const string Prefix = "journal/";
    private const int BytesPerAppend = 2 * 1024 * 1024;

    // The last line of a rewrite.
    private const string Complete = "{\"complete\":true}";

    // Ends a line that was torn, and by the empty line tells the reader so.
    private static readonly byte[] Seam = "\n\n"u8.ToArray();

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private AppendBlobClient _blob = null!;
    private int _number;
    private long _position;
    private int _appends;

    /// <summary>Time for <see cref="RewriteAsync"/>.</summary>
    public bool IsLong => _appends >= appendsPerBlob;

    /// <summary>The entries of the newest complete blob, oldest first; makes the first blob where there is none.</summary>
    /// <exception cref="InvalidDataException">A line is damaged.</exception>
    public async Task<IReadOnlyList<Entry>> OpenAsync(CancellationToken cancellationToken)
    {
        var names = await ListAsync(cancellationToken);
        for (var last = names.Count - 1; last >= 0; last--)
        {
            _number = int.Parse(names[last][Prefix.Length..], CultureInfo.InvariantCulture);
            _blob = container.GetAppendBlobClient(names[last]);
            var (entries, complete) = await ReadAsync(cancellationToken);
            if (complete || last == 0)
            {
                foreach (var older in names.Take(last))
                {
                    await container.DeleteBlobAsync(older, cancellationToken: cancellationToken);
                }

                _buffer.Write(Seam);
                return entries;
            }

            // A rewrite that was cut short: the blob before it still holds everything.
            await _blob.DeleteAsync(cancellationToken: cancellationToken);
        }

        await CreateAsync(1, cancellationToken);
        return [];
    }

    /// <summary>Stores the entries, in order. When it throws, the first of them may be stored and the others not.</summary>
    /// <exception cref="JournalTakenException">Another process has written to the journal.</exception>
    public async Task AppendAsync(IReadOnlyCollection<Entry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            using (var writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = NudgesJson.Options.Encoder }))
            {
                JsonSerializer.Serialize(writer, entry, NudgesJson.Options);
            }

            _buffer.Write("\n"u8);
            if (_buffer.WrittenCount >= BytesPerAppend)
            {
                await FlushAsync(cancellationToken);
            }
        }

        await FlushAsync(cancellationToken);
    }

    /// <summary>Starts a new blob with these entries in place of all that was appended so far.</summary>
    public async Task RewriteAsync(IReadOnlyCollection<Entry> entries, CancellationToken cancellationToken)
    {
        var old = _blob;
        await CreateAsync(_number + 1, cancellationToken);
        await AppendAsync(entries, cancellationToken);
        _buffer.Write(Encoding.UTF8.GetBytes(Complete + "\n"));
        await FlushAsync(cancellationToken);
        await old.DeleteAsync(cancellationToken: cancellationToken);
    }

    private async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            var names = new List<string>();
            await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, Prefix, cancellationToken))
            {
                names.Add(blob.Name);
            }

            return names;
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            return [];
        }
    }

    private async Task CreateAsync(int number, CancellationToken cancellationToken)
    {
        _blob = container.GetAppendBlobClient(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:D10}"));
        var onlyNew = new AppendBlobRequestConditions { IfNoneMatch = ETag.All };
        await _blob.CreateAsync(new AppendBlobCreateOptions { Conditions = onlyNew }, cancellationToken);
        (_number, _position, _appends) = (number, 0, 0);
    }

    private async Task<(IReadOnlyList<Entry> Entries, bool IsComplete)> ReadAsync(CancellationToken cancellationToken)
    {
        var response = await _blob.DownloadStreamingAsync(cancellationToken: cancellationToken);
        using var content = response.Value;
        (_position, _appends) = (content.Details.ContentLength, content.Details.BlobCommittedBlockCount);
        using var reader = new StreamReader(content.Content);
        var entries = new List<Entry>();
        var complete = false;
        var torn = false;
        for (var number = 1; await reader.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            if (torn && line.Length > 0)
            {
                throw new InvalidDataException($"The engine's journal is damaged: {_blob.Uri}, line {number - 1}.");
            }

            torn = false;
            if (line == Complete)
            {
                complete = true;
            }
            else if (line.Length > 0)
            {
                try
                {
                    entries.Add(JsonSerializer.Deserialize<Entry>(line, NudgesJson.Options)!);
                }
                catch (JsonException)
                {
                    torn = true;
                }
            }
        }

        return (entries, complete);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_buffer.WrittenCount == 0)
        {
            return;
        }

        var block = _buffer.WrittenMemory.ToArray();
        var here = new AppendBlobRequestConditions { IfAppendPositionEqual = _position };
        try
        {
            await _blob.AppendBlockAsync(new MemoryStream(block), new AppendBlobAppendBlockOptions { Conditions = here }, cancellationToken);
        }
        catch (RequestFailedException moved) when (moved.ErrorCode == BlobErrorCode.AppendPositionConditionNotMet)
        {
            // Stored, but its answer was lost and the client tried again; or someone else's.
            if (!await IsStoredAsync(block, cancellationToken))
            {
                throw new JournalTakenException(moved);
            }
        }

        _buffer.ResetWrittenCount();
        _position += block.Length;
        _appends++;
    }

    private async Task<bool> IsStoredAsync(byte[] block, CancellationToken cancellationToken)
    {
        var range = new BlobDownloadOptions { Range = new HttpRange(_position, block.Length) };
        var stored = await _blob.DownloadContentAsync(range, cancellationToken);
        return stored.Value.Content.ToMemory().Span.SequenceEqual(block);
    }
}

/// <summary>Another process writes the journal; this one must stop.</summary>
internal sealed class JournalTakenException(Exception inner) : Exception(
    "Another process has written to the engine's journal: two hosts use the same storage. This one stops; start it again when the other has ended.", inner);
