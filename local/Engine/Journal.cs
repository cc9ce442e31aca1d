using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Nudges.Local.Engine;

/// <summary>
/// One append blob that all instances share, a JSON line an entry: however many instances have taken turns, storing them is one
/// request. The process that opened it last holds its lease and is the only one that can write.
/// </summary>
internal sealed class Journal(BlobContainerClient container, int appendsPerBlob)
{
    private const string Prefix = "journal/";
    private JournalBlob _blob = null!;
    private int _number;

    /// <summary>Time for <see cref="RewriteAsync"/>.</summary>
    public bool IsLong => _blob.Appends >= appendsPerBlob;

    /// <summary>Takes the lease from whoever holds it, and reads every entry, oldest first.</summary>
    /// <exception cref="InvalidDataException">A line is damaged.</exception>
    public async Task OpenAsync(Action<Entry> read, CancellationToken cancellationToken)
    {
        await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        var numbers = await container.GetBlobsAsync(BlobTraits.None, BlobStates.None, Prefix, cancellationToken)
            .Select(blob => int.Parse(blob.Name[Prefix.Length..], System.Globalization.CultureInfo.InvariantCulture)).ToListAsync(cancellationToken);
        if (numbers.Count == 0)
        {
            _number = 1;
            _blob = await Blob(1).CreateAsync(cancellationToken);
            return;
        }

        // The oldest counts, unless it ends by saying that the next took over. Others are from a rewrite that was cut short.
        _number = numbers[0];
        _blob = await Blob(_number).TakeAsync(cancellationToken);
        if (await _blob.ReadAsync(read, cancellationToken) is Moved)
        {
            await _blob.DeleteAsync(cancellationToken);
            await OpenAsync(read, cancellationToken);
            return;
        }

        foreach (var dead in numbers.Skip(1))
        {
            await (await Blob(dead).TakeAsync(cancellationToken)).DeleteAsync(cancellationToken);
        }
    }

    /// <summary>Stores the entries, in order. When it throws, the first of them may be stored and the others not.</summary>
    /// <exception cref="JournalTakenException">Another process has opened the journal.</exception>
    public Task AppendAsync(IEnumerable<Entry> entries, CancellationToken cancellationToken) => _blob.AppendAsync(entries, cancellationToken);

    /// <summary>Goes on in a new blob, with these entries in place of all that was appended so far.</summary>
    /// <exception cref="JournalTakenException">Another process has opened the journal.</exception>
    public async Task RewriteAsync(IEnumerable<Entry> entries, CancellationToken cancellationToken)
    {
        var next = await Blob(++_number).CreateAsync(cancellationToken);
        await next.AppendAsync(entries, cancellationToken);
        await _blob.AppendAsync([new Moved($"{_number}")], cancellationToken);
        await _blob.DeleteAsync(cancellationToken);
        _blob = next;
    }

    private JournalBlob Blob(int number) => new(container, $"{Prefix}{number:D10}");
}

/// <summary>Another process writes the journal; this one must stop.</summary>
internal sealed class JournalTakenException(Exception inner) : Exception(
    "Another process has opened the engine's journal: two hosts use the same storage. This one stops; start it again when the other has ended.", inner);
