using System.Buffers.Binary;
using System.IO.Hashing;
using Nudges.Content;

namespace Nudges.Matching;

/// <summary>
/// One version of the catalogue as those who pick from it need it: its index, its items, and what each is about. Stored as one
/// block, it is there again in the time that copying it takes; the items are read from it as they are asked for.
/// </summary>
public sealed class StoredCatalogue
{
    /// <summary>
    /// Of the block, and of how texts are analysed and weighed: an index of another format would pick other items than one that is made anew.
    /// </summary>
    public const int Format = 1;

    private const ulong Mark = 0x5845_444E_4947_444E;

    /// <summary>The mark, the format, nothing, the checksum of what follows.</summary>
    private const int HeaderSize = 24;

    private StoredCatalogue(StoredIndex index, IReadOnlyDictionary<ItemId, ContentItem> items, MutedTopics muted) => (Index, Items, Muted) = (index, items, muted);

    public StoredIndex Index { get; }

    public IReadOnlyDictionary<ItemId, ContentItem> Items { get; }

    public MutedTopics Muted { get; }

    /// <summary>Made anew: a second for 20,000 items.</summary>
    public static StoredCatalogue Of(Catalogue catalogue) =>
        new(StoredIndex.Of(catalogue), catalogue.Items.ToDictionary(item => item.Id), new MutedTopics(catalogue.Items));

    /// <summary>The catalogue as a block, without who decided about its items.</summary>
    public static byte[] Write(Catalogue catalogue)
    {
        List<ContentItem> items = [.. catalogue.Items.Select(item => item.Curation is { } curation ? item with { Curation = curation with { By = "", Action = "" } } : item)];
        var byId = items.ToDictionary(item => item.Id);
        var index = StoredIndex.Of(catalogue with { Items = items });
        var block = new BlockWriter();
        WriteIndex(index, byId, block);
        StoredItems.Write(index.Languages.SelectMany(language => language.Items.Ids).Select(id => byId[id]), block);
        var bytes = new byte[HeaderSize + block.Written.Length];
        block.Written.CopyTo(bytes.AsSpan(HeaderSize));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Mark);
        // In this machine's order, so that one of the other order finds another format.
        BitConverter.TryWriteBytes(bytes.AsSpan(8), Format);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), XxHash3.HashToUInt64(block.Written));
        return bytes;
    }

    /// <exception cref="InvalidDataException">It is no such block, of another format, or not whole.</exception>
    public static StoredCatalogue Read(ReadOnlySpan<byte> block)
    {
        if (block.Length < HeaderSize || BinaryPrimitives.ReadUInt64LittleEndian(block) != Mark)
        {
            throw new InvalidDataException("It is no stored catalogue.");
        }

        if (BitConverter.ToInt32(block[8..]) is var format && format != Format)
        {
            throw new InvalidDataException($"It is of format {format}, not {Format}.");
        }

        if (XxHash3.HashToUInt64(block[HeaderSize..]) != BinaryPrimitives.ReadUInt64LittleEndian(block[16..]))
        {
            throw new InvalidDataException("It is damaged or cut short.");
        }

        var reader = new BlockReader(block[HeaderSize..]);
        var index = StoredIndex.Read(ref reader);
        List<LanguageTopics> topics = [];
        foreach (var language in index.Languages)
        {
            topics.Add(new LanguageTopics(language.Language, language.Items.Ids, reader.TakeTexts()));
        }

        return new StoredCatalogue(index, new StoredItems([.. index.Languages.SelectMany(language => language.Items.Ids)], ref reader), new MutedTopics(topics));
    }

    /// <summary>All but the items themselves: what follows from how they are analysed.</summary>
    internal static void WriteIndex(StoredIndex index, IReadOnlyDictionary<ItemId, ContentItem> items, BlockWriter block)
    {
        index.Write(block);
        foreach (var language in index.Languages)
        {
            block.Add(LanguageTopics.Of(language.Language, language.Items.Ids.Select(id => items[id])).Words);
        }
    }
}
