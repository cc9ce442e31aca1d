using System.Text.Json;
using Nudges.Integrations.Feeds;
using Xunit.Abstractions;

namespace Nudges.Local.Tests.Feeds;

public sealed class SharedFeedsTests(ITestOutputHelper output)
{
    /// <summary>The least share of expected values that must be found, for each field.</summary>
    private const double Bar = 0.98;

    [SharedFeedsFact]
    public void Parse_FindsWhatIsExpected_InNearlyAllReferenceFeeds()
    {
        var score = new SortedDictionary<string, List<bool>>();
        foreach (var (path, expected) in SharedFeeds.Documents())
        {
            var parsed = FeedSource.Parse(FeedEncoding.Decode(File.ReadAllBytes(path), null, isWhole: true), most: 10_000);
            Compare(score, path, "feed", expected, parsed.Channel);
            var items = expected.TryGetProperty("items", out var given) ? given.EnumerateArray().ToList() : [];
            for (var index = 0; index < items.Count; index++)
            {
                Compare(score, path, "item", items[index], index < parsed.Items.Count ? parsed.Items[index] : new ParsedItem());
            }
        }

        foreach (var (field, found) in score)
        {
            output.WriteLine($"{field,-12} {found.Count(hit => hit),3} of {found.Count,3}  {found.Average(hit => hit ? 1 : 0):P1}");
        }

        Assert.All(score.Values, found => Assert.InRange(found.Average(hit => hit ? 1 : 0), Bar, 1));
        Assert.Superset(new HashSet<string> { "item title", "item link", "item date", "item authors" }, score.Keys.ToHashSet());
    }

    [SharedFeedsFact]
    public void Read_GivesAnAnswer_ForEveryReferenceFeedBrokenOnesIncluded()
    {
        var source = Feed.Source();
        foreach (var path in Directory.EnumerateFiles(SharedFeeds.Folder!, "*.*", SearchOption.AllDirectories))
        {
            Assert.NotNull(source.Read(Feed.Definition, Feed.Document(File.ReadAllBytes(path))));
        }
    }

    private void Compare(SortedDictionary<string, List<bool>> score, string path, string level, JsonElement expected, ParsedItem parsed)
    {
        Check("title", "title", value => value.GetString() == parsed.Title?.Text);
        Check("link", "link", value => value.GetString() == parsed.Link);
        // Of a whole feed either will do.
        Check("date", "publishedParsed", value => value.GetDateTimeOffset() == (parsed.Published ?? (level == "feed" ? parsed.Updated : null)));
        Check("date", "updatedParsed", value => value.GetDateTimeOffset() == (parsed.Updated ?? (level == "feed" ? parsed.Published : null)));
        Check("authors", "authors", value => value.EnumerateArray()
            .Select(author => new ParsedAuthor(Text(author, "name"), Text(author, "email")))
            .SequenceEqual(parsed.Authors));

        void Check(string field, string name, Predicate<JsonElement> isFound)
        {
            if (expected.TryGetProperty(name, out var value))
            {
                var hit = isFound(value);
                score.TryAdd($"{level} {field}", []);
                score[$"{level} {field}"].Add(hit);
                if (!hit)
                {
                    output.WriteLine($"{level} {field} of {Path.GetFileName(path)}: expected {value}, found {parsed}");
                }
            }
        }
    }

    private static string? Text(JsonElement author, string name) => author.TryGetProperty(name, out var text) ? text.GetString() : null;
}
