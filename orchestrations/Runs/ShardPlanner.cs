using Nudges.Campaigns;
using Nudges.Campaigns.Audiences;
using Nudges.Delivery;
using Nudges.Matching;
using Nudges.Orchestrations.Content;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.Runs;

/// <summary>Decides for each person of a shard: which items, by which channel, or why nothing.</summary>
public sealed class ShardPlanner(IDocumentStore documents, ShardHistories histories, IPreferenceStore preferences, CatalogueCache catalogues, Channels channels, TimeProvider time)
{
    private const int MostConflicts = 20;
    private static readonly MatchingOptions DefaultMatching = new();
    private static readonly TimingOptions AtOnce = new() { Mode = TimingMode.AtOnce };

    /// <summary>
    /// The shard's plan, written once: a second call gives what the first one wrote. What it nudges with goes into the shard's
    /// history first, against the version that it was made from, so that of two runs at once the later one plans again and
    /// nobody gets an item from both.
    /// </summary>
    public async Task<ShardPlan> DecideAsync(PlanShardInput input, PeopleVersion version, PeopleShard shard, CancellationToken cancellationToken)
    {
        var key = Documents.Plan(input.Run.Id, input.Shard);
        for (var conflict = 0; conflict < MostConflicts; conflict++)
        {
            var (plan, history) = await PlanAsync(input, version, shard, cancellationToken);
            if (!await TryRememberAsync(input, plan, history, cancellationToken))
            {
                continue;
            }

            if (await documents.TryWriteAsync(key, plan, version: null, cancellationToken))
            {
                return plan;
            }

            var written = (await documents.ReadAsync(key, cancellationToken))!.Value;
            await RememberAsync(input, version, written, cancellationToken);
            return written;
        }

        throw new InvalidOperationException($"Too many runs plan shard {input.Shard} at once.");
    }

    /// <summary>The same inputs give the same plan, but for whose place can still be taken. What this run itself has planned before does not count as seen.</summary>
    private async Task<(ShardPlan Plan, StoredHistory History)> PlanAsync(
        PlanShardInput input, PeopleVersion version, PeopleShard shard, CancellationToken cancellationToken)
    {
        var inputs = input.Inputs;
        var audience = input.Run.Audience is Audience.Everyone
            ? null
            : (await documents.ReadAsync(Documents.Audience(input.Run.Id, input.Shard), cancellationToken))!.Value.ToHashSet();
        var asked = await preferences.OfShardAsync(version.Shards, input.Shard, cancellationToken);
        var history = await histories.ReadAsync(version, input.Shard, cancellationToken);
        var catalogue = await catalogues.GetAsync(inputs.CatalogueVersion, inputs.NeighboursVersion, cancellationToken);
        var round = new MatchingRound
        {
            Run = input.Run.Id,
            AsOf = input.Run.AsOf,
            Count = inputs.ItemsPerNudge,
            Topics = input.Run.Topics,
            Options = inputs.Matching ?? DefaultMatching,
            Catalogue = catalogue,
        };

        var hours = new ShardHours(inputs.Timing ?? AtOnce, input.Run.AsOf);
        var people = new List<PersonPlan>();
        foreach (var person in shard.People.Where(person => audience?.Contains(person.Id) ?? true))
        {
            var wishes = asked.GetValueOrDefault(person.Id, Preferences.None);
            var past = history.PastOf(person.Id, input.Run.Id);
            var (channel, against) = Reach(person, wishes, PreferenceRules.Order(inputs.Channels, wishes).Select(name => channels[name]), version, input.Run.AsOf);
            var budget = WeeklyBudget.Of(input.Run, past, wishes.MostPerWeek, inputs.MostPerWeek, time.GetUtcNow());
            if ((against ?? budget.Rule) is { } rule)
            {
                people.Add(new PersonPlan { Person = person.Id, Suppressed = rule });
                continue;
            }

            var sendTime = hours.Take(channel!.Name, person, wishes);
            if (sendTime.Rule is { } noTime)
            {
                people.Add(new PersonPlan { Person = person.Id, Suppressed = noTime });
                continue;
            }

            var picks = catalogue.Index.Pick(round.For(person, wishes, history));
            if (picks.Count == 0)
            {
                people.Add(new PersonPlan { Person = person.Id, Suppressed = Suppression.NothingRelevant });
                continue;
            }

            people.Add(new PersonPlan
            {
                Person = person.Id,
                Channel = channel.Name,
                SendAt = sendTime.At == input.Run.AsOf ? null : sendTime.At,
                Outranks = budget.Outranked,
                Picks = picks,
            });
        }

        var placed = BatchPlaces.Assign(input.Run.Id, input.Shard, people, name => channels[name].BatchSize);
        return (new ShardPlan { Run = input.Run.Id, Shard = input.Shard, People = placed }, history);
    }

    /// <summary>Adds the plan to what the shard's people were nudged with. Adding it again changes nothing.</summary>
    private async Task RememberAsync(PlanShardInput input, PeopleVersion version, ShardPlan plan, CancellationToken cancellationToken)
    {
        for (var conflict = 0; conflict < MostConflicts; conflict++)
        {
            if (await TryRememberAsync(input, plan, await histories.ReadAsync(version, input.Shard, cancellationToken), cancellationToken))
            {
                return;
            }
        }

        throw new InvalidOperationException($"Too many runs write the history of shard {input.Shard} at once.");
    }

    /// <summary>False, and nothing written, where the history has changed since it was read.</summary>
    private async Task<bool> TryRememberAsync(PlanShardInput input, ShardPlan plan, StoredHistory history, CancellationToken cancellationToken)
    {
        var nudges = history.Value.Nudges.ToDictionary();
        var isNew = false;
        foreach (var person in plan.People)
        {
            var past = nudges.GetValueOrDefault(person.Person, []);
            // Who is not nudged after all may have been in an earlier try of this run, which was cut off before its plan was written.
            List<PastNudge> now = [.. past.Where(one => one.Run != plan.Run).Select(one => Give(one, plan, person))];
            if (person.Suppressed is null)
            {
                now.Add(new PastNudge
                {
                    Run = plan.Run,
                    At = input.Run.AsOf,
                    Items = [.. person.Picks.Select(pick => pick.Item)],
                    SendAt = person.SendAt,
                    Priority = input.Run.Priority == RunPriority.Normal ? null : input.Run.Priority,
                });
            }

            if (!now.SequenceEqual(past))
            {
                nudges[person.Person] = now;
                isNew = true;
            }
        }

        if (!isNew)
        {
            return true;
        }

        return await documents.TryWriteAsync(
            Documents.History(new ShardCount(input.Inputs.ShardBits), input.Shard), history.Value with { Nudges = nudges }, history.Version, cancellationToken);
    }

    /// <summary>The past nudge, marked where the plan takes its place; no longer where an earlier try of this run had marked it.</summary>
    private static PastNudge Give(PastNudge past, ShardPlan plan, PersonPlan person) =>
        person.Outranks.Contains(past.Run) ? past with { OutrankedBy = plan.Run } : past.OutrankedBy == plan.Run ? past with { OutrankedBy = null } : past;

    /// <summary>The first channel that reaches the person by an address that works, and the rule against nudging them whatever else they get; null for none.</summary>
    internal static (IChannel? Channel, string? Rule) Reach(Person person, Preferences wishes, IEnumerable<IChannel> channels, PeopleVersion version, DateTimeOffset asOf)
    {
        var reachable = PreferenceRules.WithoutBouncedMail(person, wishes);
        var channel = channels.FirstOrDefault(channel => channel.Reaches(reachable));
        return (channel, person switch
        {
            { ErasedAt: not null } => Suppression.Erased,
            { Kind: PersonKind.SharedMailbox or PersonKind.Room } => Suppression.SharedMailbox,
            { Kind: PersonKind.Guest } => Suppression.Guest,
            { Enabled: false } => Suppression.AccountDisabled,
            { Mail: { } mail } when version.SharedAddresses.TryGetValue(mail.ToLowerInvariant(), out var chosen) && chosen != person.Id
                => Suppression.DuplicateAddress,
            _ => PreferenceRules.RuleAgainst(wishes, asOf) ?? PreferenceRules.RuleAgainstBounced(person, wishes, channel) ?? (channel is null ? Suppression.NoAddress : null),
        });
    }
}
