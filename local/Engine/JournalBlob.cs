using System.Buffers;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Nudges.Local.Engine;

/// <summary>A blob of the journal, written under its lease at the position last known.</summary>
internal sealed class JournalBlob(BlobContainerClient container, string name)
{
    private const int BytesPerAppend = 2 * 1024 * 1024;
    private readonly AppendBlobClient _blob = container.GetAppendBlobClient(name);
    private string _lease = null!;
    private long _position;

    public int Appends { get; private set; }

    public async Task<JournalBlob> CreateAsync(CancellationToken cancellationToken)
    {
        var onlyNew = new AppendBlobRequestConditions { IfNoneMatch = ETag.All };
        await _blob.CreateAsync(new AppendBlobCreateOptions { Conditions = onlyNew }, cancellationToken);
        return await TakeAsync(cancellationToken);
    }

    /// <summary>Takes the lease, from a holder if there is one. It never runs out: a killed holder keeps nobody waiting.</summary>
    public async Task<JournalBlob> TakeAsync(CancellationToken cancellationToken)
    {
        var lease = _blob.GetBlobLeaseClient();
        try
        {
            await lease.AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException held) when (held.ErrorCode == BlobErrorCode.LeaseAlreadyPresent)
        {
            await lease.BreakAsync(TimeSpan.Zero, cancellationToken: cancellationToken);
            await lease.AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration, cancellationToken: cancellationToken);
        }

        _lease = lease.LeaseId;
        return this;
    }

    /// <returns>The last entry; null where there is none.</returns>
    public async Task<Entry?> ReadAsync(Action<Entry> read, CancellationToken cancellationToken)
    {
        using var content = (await _blob.DownloadStreamingAsync(cancellationToken: cancellationToken)).Value;
        (_position, Appends) = (content.Details.ContentLength, content.Details.BlobCommittedBlockCount);
        using var lines = new StreamReader(content.Content);
        Entry? last = null;
        for (var number = 1; await lines.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            try
            {
                read(last = JsonSerializer.Deserialize<Entry>(line, NudgesJson.Options)!);
            }
            catch (JsonException damage)
            {
                throw new InvalidDataException($"The engine's journal is damaged: {_blob.Uri}, line {number}.", damage);
            }
        }

        return last;
    }

    public async Task AppendAsync(IEnumerable<Entry> entries, CancellationToken cancellationToken)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var entry in entries)
        {
            using (var writer = new Utf8JsonWriter(lines, new JsonWriterOptions { Encoder = NudgesJson.Options.Encoder }))
            {
                JsonSerializer.Serialize(writer, entry, NudgesJson.Options);
            }

            lines.Write("\n"u8);
            if (lines.WrittenCount >= BytesPerAppend)
            {
                await AppendAsync(lines.WrittenMemory, cancellationToken);
                lines.ResetWrittenCount();
            }
        }

        if (lines.WrittenCount > 0)
        {
            await AppendAsync(lines.WrittenMemory, cancellationToken);
        }
    }

    public Task DeleteAsync(CancellationToken cancellationToken) =>
        _blob.DeleteAsync(conditions: new BlobRequestConditions { LeaseId = _lease }, cancellationToken: cancellationToken);

    private async Task AppendAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        var end = _position + block.Length;
        var here = new AppendBlobRequestConditions { LeaseId = _lease, IfAppendPositionEqual = _position };
        try
        {
            await _blob.AppendBlockAsync(
                BinaryData.FromBytes(block).ToStream(), new AppendBlobAppendBlockOptions { Conditions = here }, cancellationToken);
        }
        catch (RequestFailedException failure) when (failure.Status == (int)System.Net.HttpStatusCode.PreconditionFailed)
        {
            // Under the lease nobody else writes: what is there is this block, whose answer was lost before the client tried again.
            var mine = new BlobRequestConditions { LeaseId = _lease };
            if (failure.ErrorCode != BlobErrorCode.AppendPositionConditionNotMet || (await _blob.GetPropertiesAsync(mine, cancellationToken)).Value.ContentLength != end)
            {
                throw new JournalTakenException(failure);
            }
        }

        (_position, Appends) = (end, Appends + 1);
    }
}
