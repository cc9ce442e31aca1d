using Nudges.Content;
using Nudges.Delivery;
using Nudges.Outcomes;

namespace Nudges.Campaigns;

/// <summary>What a team's channel is told of a run that is over: of groups of five people or more only.</summary>
public sealed record TeamDigest
{
    /// <summary>Items at most.</summary>
    public const int MostItems = 5;

    public required string Goal { get; init; }

    /// <summary>How many people were sent a nudge; null where they are fewer than five.</summary>
    public required int? People { get; init; }

    /// <summary>What most of them were nudged with, the most frequent first, each with five people or more.</summary>
    public required IReadOnlyList<ContentItem> Items { get; init; }
}

/// <summary>Adds up what a run sent, shard by shard.</summary>
public sealed class TeamDigestCount
{
    private readonly Dictionary<ItemId, int> _times = [];
    private int _people;

    /// <summary>Each shard once.</summary>
    /// <param name="plan">What was decided for its people.</param>
    /// <param name="states">The ledger's states of a batch; null where it has none.</param>
    public void Add(ShardPlan plan, Func<BatchId, string?> states)
    {
        foreach (var person in plan.People.Where(person => person.Batch is { } batch && states(batch)?[person.Position] == NudgeState.Sent))
        {
            _people++;
            foreach (var item in person.Picks.Select(pick => pick.Item).Distinct())
            {
                _times[item] = _times.GetValueOrDefault(item) + 1;
            }
        }
    }

    /// <summary>Null where nobody was sent a nudge. Items that are not among those given are left out.</summary>
    public TeamDigest? Digest(string goal, IReadOnlyDictionary<ItemId, ContentItem> items) => _people == 0 ? null : new TeamDigest
    {
        Goal = goal,
        People = _people < RunOutcomes.FewestPeople ? null : _people,
        Items =
        [
            .. _times.Where(time => time.Value >= RunOutcomes.FewestPeople && items.ContainsKey(time.Key))
                .OrderByDescending(time => time.Value).ThenBy(time => time.Key.Value, StringComparer.Ordinal)
                .Take(TeamDigest.MostItems).Select(time => items[time.Key]),
        ],
    };
}

public enum TeamNoticeState
{
    /// <summary>Surely not posted yet.</summary>
    Open,

    /// <summary>It is being posted, or who did so died at it.</summary>
    Claimed,

    Sent,

    /// <summary>It will never be taken.</summary>
    Failed,

    /// <summary>It may have been posted; it is not posted again.</summary>
    Unconfirmed,
}

/// <summary>How far telling a run's team has come: written before the card leaves, and after.</summary>
public sealed record TeamNotice
{
    public required string Team { get; init; }

    public required TeamNoticeState State { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Why it is not sent, as a sentence.</summary>
    public string? Reason { get; init; }
}
