using Nudges.Content;
using Nudges.Matching;
using static Nudges.Tests.Matching.Articles;

namespace Nudges.Tests.Matching;

/// <summary>What curators ask for counts, and never brings what is not relevant, but to those whom it is meant for.</summary>
public sealed class OrganisationTests
{
    private static readonly DateTimeOffset Later = Now.AddDays(1);

    public static TheoryData<string, Curation> Promotions => new()
    {
        { "high priority", Decided with { Priority = ContentPriority.High } },
        { "boosted", Decided with { Boost = 4, BoostedUntil = Later } },
        { "boosted without end", Decided with { Boost = 4 } },
        { "pinned", Decided with { PinnedUntil = Later } },
    };

    private static Curation Decided { get; } = new() { By = "curator", At = Now, Action = "a" };

    [Theory]
    [MemberData(nameof(Promotions))]
    public void Pick_PutsTheItemFirst_WhenItIs(string why, Curation curation)
    {
        Assert.NotEmpty(why);
        var plain = Article("Docker in Docker");
        var asked = Article("What Docker keeps on disk") with { Curation = curation };
        var other = Article("Bread and butter") with { Curation = curation };

        Assert.Equal(["Docker in Docker", "What Docker keeps on disk"], Titles(plain, asked with { Curation = null }, other));
        Assert.Equal(["What Docker keeps on disk", "Docker in Docker"], Titles(plain, asked, other));
    }

    [Fact]
    public void Pick_PutsWhatIsMeantForThemFirst_AndWhatIsMeantForOthersLast()
    {
        var plain = Article("Docker in Docker");
        var theirs = Article("What Docker keeps on disk") with { Curation = Decided with { Audience = ["docker"] } };
        var others = Article("Docker") with { Curation = Decided with { Audience = ["Welder"] } };

        Assert.Equal(["What Docker keeps on disk", "Docker in Docker", "Docker"], Titles(plain, theirs, others));
    }

    [Fact]
    public void Pick_ForgetsPinAndBoost_WhenTheyHaveEnded()
    {
        var plain = Article("Docker in Docker");
        var asked = Article("What Docker keeps on disk") with { Curation = Decided with { PinnedUntil = Now.AddDays(-1), Boost = 4, BoostedUntil = Now.AddDays(-1) } };

        Assert.Equal(["Docker in Docker", "What Docker keeps on disk"], Titles(plain, asked));
    }

    [Fact]
    public void Pick_ExplainsAPromotedItemByThePersonsOwnSignals()
    {
        var asked = Article("What Docker keeps on disk") with { Curation = Decided with { Boost = 3, Priority = ContentPriority.High } };

        var match = Assert.Single(Index(asked).Pick(For(Reader(skills: "Docker"))));

        Assert.Equal(SignalKind.Skill, match.Signals[0].Kind);
        Assert.Equal(1, match.Signals.Sum(signal => signal.Share), 9);
    }

    private static IReadOnlyList<string> Titles(params ContentItem[] items) => Index(items).Pick(For(Reader(skills: "Docker"))).Titles(items);
}
