using Nudges.Content;

namespace Nudges.Matching;

/// <summary>The words of one language's items.</summary>
/// <param name="Language">Two letters.</param>
/// <param name="Items">In the order of their places.</param>
/// <param name="Terms">All words.</param>
/// <param name="Starts">Where each word's postings start, and where the last one's end.</param>
/// <param name="Postings">The places of each word's items, ascending.</param>
/// <param name="Presence">Beside each posting how much the item is about the word, 0 to 1.</param>
internal sealed record StoredLanguage(string Language, ItemColumns Items, TermDictionary Terms, int[] Starts, int[] Postings, float[] Presence)
{
    public static StoredLanguage Read(ref BlockReader block)
    {
        var language = block.TakeText();
        var ids = block.TakeTexts();
        var items = new ItemColumns
        {
            Ids = [.. Enumerable.Range(0, ids.Count).Select(place => new ItemId(ids[place]))],
            Sources = block.Take<int>(),
            Titles = block.Take<int>(),
            Published = block.Take<long>(),
            Minutes = block.Take<int>(),
            TopicStarts = block.Take<int>(),
            Topics = block.Take<int>(),
            Curated = block.TakeJson<Dictionary<int, Curation>>(),
            OtherIds = block.TakeJson<Dictionary<int, IReadOnlyList<ItemId>>>(),
        };
        var terms = new TermDictionary(block.Take<byte>(), block.Take<int>());
        return new StoredLanguage(language, items, terms, block.Take<int>(), block.Take<int>(), block.Take<float>());
    }

    public void Write(BlockWriter block)
    {
        block.Add(Language);
        block.Add(TextColumn.Of(Items.Ids.Select(id => id.Value)));
        block.Add<int>(Items.Sources);
        block.Add<int>(Items.Titles);
        block.Add<long>(Items.Published);
        block.Add<int>(Items.Minutes);
        block.Add<int>(Items.TopicStarts);
        block.Add<int>(Items.Topics);
        block.AddJson(Items.Curated);
        block.AddJson(Items.OtherIds);
        block.Add<byte>(Terms.Text);
        block.Add<int>(Terms.Starts);
        block.Add<int>(Starts);
        block.Add<int>(Postings);
        block.Add<float>(Presence);
    }
}
