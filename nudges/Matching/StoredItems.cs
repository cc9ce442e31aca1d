using System.Buffers;
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Text.Json;
using Nudges.Content;

namespace Nudges.Matching;

/// <summary>
/// Items as compressed JSON, a few together, each read when it is first asked for: a run nudges with few of those in a
/// catalogue. Any number of threads may read at once.
/// </summary>
internal sealed class StoredItems : IReadOnlyDictionary<ItemId, ContentItem>
{
    /// <summary>The more are compressed together, the smaller they get, and the more is read in vain.</summary>
    private const int Together = 8;

    /// <summary>A tenth longer than the smallest, in a fraction of the time.</summary>
    private const int Quality = 4;
    private const int Window = 18;

    private readonly ItemId[] _ids;
    private readonly int[] _starts;
    private readonly int[] _partStarts;
    private readonly byte[] _parts;
    private readonly Dictionary<ItemId, int> _places;
    private readonly ContentItem?[] _read;

    /// <param name="ids">In the order in which the items were written.</param>
    /// <param name="block">Where they were written.</param>
    public StoredItems(ItemId[] ids, ref BlockReader block)
    {
        _ids = ids;
        (_starts, _partStarts, _parts) = (block.Take<int>(), block.Take<int>(), block.Take<byte>());
        if (_starts.Length != ids.Length + 1)
        {
            throw new InvalidDataException("It has more or fewer items than ids.");
        }

        _places = new Dictionary<ItemId, int>(ids.Length);
        for (var place = 0; place < ids.Length; place++)
        {
            _places.Add(ids[place], place);
        }

        _read = new ContentItem?[ids.Length];
    }

    public int Count => _ids.Length;

    public IEnumerable<ItemId> Keys => _ids;

    public IEnumerable<ContentItem> Values => Enumerable.Range(0, Count).Select(At);

    public ContentItem this[ItemId key] => At(_places[key]);

    public static void Write(IEnumerable<ContentItem> items, BlockWriter block)
    {
        var (starts, partStarts) = (new List<int> { 0 }, new List<int> { 0 });
        using var parts = new MemoryStream();
        foreach (var part in items.Chunk(Together))
        {
            using var plain = new MemoryStream();
            foreach (var item in part)
            {
                var before = (int)plain.Length;
                JsonSerializer.Serialize(plain, item, NudgesJson.Options);
                starts.Add(checked(starts[^1] + (int)plain.Length - before));
            }

            var compressed = new byte[BrotliEncoder.GetMaxCompressedLength((int)plain.Length)];
            if (!BrotliEncoder.TryCompress(plain.ToArray(), compressed, out var length, Quality, Window))
            {
                throw new InvalidOperationException("The longest that a text can get compressed did not suffice.");
            }

            parts.Write(compressed.AsSpan(0, length));
            partStarts.Add(checked((int)parts.Length));
        }

        block.Add<int>([.. starts]);
        block.Add<int>([.. partStarts]);
        block.Add<byte>(parts.ToArray());
    }

    public bool ContainsKey(ItemId key) => _places.ContainsKey(key);

    public bool TryGetValue(ItemId key, [MaybeNullWhen(false)] out ContentItem value)
    {
        value = _places.TryGetValue(key, out var place) ? At(place) : null;
        return value is not null;
    }

    public IEnumerator<KeyValuePair<ItemId, ContentItem>> GetEnumerator() => _ids.Select((id, place) => KeyValuePair.Create(id, At(place))).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Two threads may read the same item at once; either's is as good.</summary>
    private ContentItem At(int place) => _read[place] ??= Read(place);

    private ContentItem Read(int place)
    {
        var part = place / Together;
        var start = _starts[part * Together];
        var size = _starts[Math.Min((part + 1) * Together, Count)] - start;
        var plain = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            return BrotliDecoder.TryDecompress(_parts.AsSpan(_partStarts[part].._partStarts[part + 1]), plain, out var length) && length == size
                ? JsonSerializer.Deserialize<ContentItem>(plain.AsSpan((_starts[place] - start)..(_starts[place + 1] - start)), NudgesJson.Options)!
                : throw new InvalidDataException($"The stored item {_ids[place]} cannot be read.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
        }
    }
}
