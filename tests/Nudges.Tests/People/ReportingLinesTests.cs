using Nudges.People;

namespace Nudges.Tests.People;

public sealed class ReportingLinesTests
{
    private const int Many = 50_000;

    [Fact]
    public void ReportsOf_WalksACircleOnce()
    {
        var lines = Lines(("a", "b"), ("b", "c"), ("c", "a"), ("d", "c"), ("self", "self"));

        Assert.Equal(["b", "c", "d"], ReportsOf(lines, "a"));
        Assert.Empty(ReportsOf(lines, "d"));
        Assert.Empty(ReportsOf(lines, "self"));
        Assert.Empty(ReportsOf(lines, "nobody"));
    }

    [Fact]
    public void ReportsOf_GivesAll_WhenFiftyThousandReportToOne() =>
        Assert.Equal(Many, ReportsOf(Lines([.. Enumerable.Range(0, Many).Select(number => ($"p{number}", "head"))]), "head").Count());

    [Fact]
    public void ReportsOf_GivesAll_WhenTheLineIsFiftyThousandLong() =>
        Assert.Equal(Many, ReportsOf(Lines([.. Enumerable.Range(0, Many).Select(number => ($"p{number + 1}", $"p{number}"))]), "p0").Count());

    private static ReportingLines Lines(params IReadOnlyList<(string Report, string Manager)> all)
    {
        var lines = new ReportingLines();
        foreach (var (report, manager) in all)
        {
            lines.Add(new PersonId(report), new PersonId(manager));
        }

        return lines;
    }

    private static IEnumerable<string> ReportsOf(ReportingLines lines, string manager) => lines.ReportsOf(new PersonId(manager)).Select(person => person.Value);
}
