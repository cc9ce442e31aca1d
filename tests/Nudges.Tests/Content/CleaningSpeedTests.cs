using System.Diagnostics;
using Nudges.Content;
using Xunit.Abstractions;
using static Nudges.Tests.Content.Items;

namespace Nudges.Tests.Content;

/// <summary>What 20,000 items may take. Printed; the limits leave room for a busy machine.</summary>
public sealed class CleaningSpeedTests(ITestOutputHelper output)
{
    private const int Count = 20_000;

    private static readonly string[] Vocabulary = [.. SampleTexts.Standups.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    private static readonly ContentItem[] All = Make();

    [Fact]
    public void Languages_OfTitlesAndSummaries() => Within(5_000, () => All.Count(item => ContentLanguage.Of(null, $"{item.Title}. {item.Summary}", "xx").Length > 0), Count);

    [Fact]
    public void Fingerprints_OfWholeTexts() => Within(5_000, () => All.Count(item => Fingerprints.Of(item.Title, item.Summary) is not null), Count);

    // A tenth of the items is a copy of another.
    [Fact]
    public void NearDuplicates_OfACatalogue() => Within(2_000, () => NearDuplicates.Group(All).Distinct().Count(), Count * 9 / 10);

    [Fact]
    public void Merge_OfFortySources() => Within(3_000, () => CatalogueMerge.Merge(All.Concat(All.Where((_, at) => at % 5 == 0).Select(item => item with { Source = "again" }))).Count, Count * 9 / 10);

    [Fact]
    public void Skills_InALongText()
    {
        var list = SkillList.Parse(File.ReadAllText(Path.Combine(Functions.FunctionsApp.Root, "samples", "skills.json")));
        var text = string.Concat(Enumerable.Repeat(SampleTexts.Standups + " Excel, Power BI and C# in project management. ", 70))[..100_000];
        list.Find(text);

        Within(100, () => list.Find(text, "en").Count(skill => skill is "Excel" or "C#"), 2);
    }

    private void Within(int milliseconds, Func<int> work, int expected)
    {
        _ = All.Length;
        var watch = Stopwatch.StartNew();
        var result = work();
        output.WriteLine($"{watch.Elapsed.TotalMilliseconds:0.0} ms");

        Assert.InRange(result, expected, expected + (expected / 1_000));
        Assert.InRange(watch.ElapsedMilliseconds, 0, milliseconds);
    }

    private static ContentItem[] Make()
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, Count).Select(number =>
        {
            var words = random.GetItems(Vocabulary, 150);
            return Item($"item-{number}", $"source-{number % 40}", string.Join(' ', words[..8])) with { Summary = string.Join(' ', words), Fingerprint = Print(number, words), Published = Day.AddMinutes(-number) };
        })];

        static ulong? Print(int number, string[] words) => number % 10 == 9
            ? Fingerprints.Of("", string.Join(' ', new Random(number / 10).GetItems(Vocabulary, 150).Append("copied")))
            : number % 10 == 0 ? Fingerprints.Of("", string.Join(' ', new Random(number / 10).GetItems(Vocabulary, 150))) : Fingerprints.Of("", string.Join(' ', words));
    }
}
