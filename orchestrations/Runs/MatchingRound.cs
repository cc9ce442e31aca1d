using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Matching;
using Nudges.Orchestrations.Content;
using Nudges.People;

namespace Nudges.Orchestrations.Runs;

/// <summary>
/// What is the same for everyone whom items are picked for at one time. A run and whoever asks what a run would pick make their requests by
/// it, so that both rank alike.
/// </summary>
public sealed record MatchingRound
{
    /// <summary>What this run has planned before does not count as seen; null: no run.</summary>
    public RunId? Run { get; init; }

    public required DateTimeOffset AsOf { get; init; }

    /// <summary>The most items to pick.</summary>
    public required int Count { get; init; }

    /// <summary>The campaign's.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    public required MatchingOptions Options { get; init; }

    public required PreparedCatalogue Catalogue { get; init; }

    /// <param name="person">As in the directory.</param>
    /// <param name="wishes">The person's.</param>
    /// <param name="history">Of the person's shard.</param>
    public MatchRequest For(Person person, Preferences wishes, StoredHistory history) => new()
    {
        Person = PreferenceRules.WithFollowedTopics(person, wishes),
        AsOf = AsOf,
        Count = Count,
        Seen = history.PastOf(person.Id, Run).SelectMany(nudge => nudge.Items).ToHashSet(),
        Muted = wishes.MutedTopics.Count == 0 ? MatchRequest.NoItems : Catalogue.Muted.ItemsAbout(wishes.MutedTopics).ToHashSet(),
        Topics = Topics,
        Outcomes = history.OutcomesOf(person.Id),
        Recent = history.RecentOf(person.Id, Run, AsOf),
        Options = Options,
    };
}
