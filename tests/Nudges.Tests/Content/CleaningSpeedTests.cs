using System.Diagnostics;
using Nudges.Content;
using Xunit.Abstractions;
using static Nudges.Tests.Content.Items;

namespace Nudges.Tests.Content;

/// <summary>What 20,000 items and a long text take: printed, as a limit would say more of the machine than of the code.</summary>
public sealed class CleaningSpeedTests(ITestOutputHelper output)
{
    private const int Count = 20_000;

    private static readonly ContentItem[] All = Make();

    // A tenth of the items is a copy of another.
    [Fact]
    public void NearDuplicates_OfACatalogue() => Print(() => NearDuplicates.Group(All).Distinct().Count(), Count * 9 / 10);

    [Fact]
    public void Merge_OfFortySources() => Print(() => CatalogueMerge.Merge(All.Concat(All.Where((_, at) => at % 5 == 0).Select(item => item with { Source = "again" }))).Count, Count * 9 / 10);

    [Fact]
    public void Skills_InALongText()
    {
        var list = SkillList.Parse(File.ReadAllText(Path.Combine(Functions.FunctionsApp.Root, "samples", "skills.json")));
        var text = string.Concat(Enumerable.Repeat(SampleTexts.Standups + " Excel, Power BI and C# in project management. ", 70))[..100_000];
        list.Find(text);

        Print(() => list.Find(text, "en").Count(skill => skill is "Excel" or "C#"), 2);
    }

    private void Print(Func<int> work, int expected)
    {
        _ = All.Length;
        var watch = Stopwatch.StartNew();
        var result = work();
        output.WriteLine($"{watch.Elapsed.TotalMilliseconds:0.0} ms");

        Assert.Equal(expected, result);
    }

    private static ContentItem[] Make()
    {
        var prints = new byte[8 * Count];
        new Random(7).NextBytes(prints);
        return [.. Enumerable.Range(0, Count).Select(number => Item($"item-{number}", $"source-{number % 40}") with
        {
            Fingerprint = number % 10 == 9 ? BitConverter.ToUInt64(prints, 8 * (number - 9)) ^ 0b10101 : BitConverter.ToUInt64(prints, 8 * number),
            Title = "A title",
            Published = Day.AddMinutes(-number),
        })];
    }
}
