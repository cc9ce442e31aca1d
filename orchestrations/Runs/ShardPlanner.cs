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
    /// <param name="run">The run.</param>
    /// <param name="inputs">What it works with.</param>
    /// <param name="version">The people that it is for.</param>
    /// <param name="shard">Those of them that are planned.</param>
    /// <param name="places">Where the plans of the group's shards before this one have left off.</param>
    /// <param name="cancellationToken">Stops between two tries.</param>
    public async Task<ShardPlan> DecideAsync(
        RunRequest run, RunInputs inputs, PeopleVersion version, PeopleShard shard, BatchPlaces places, CancellationToken cancellationToken)
    {
        var key = Documents.Plan(run.Id, shard.Index);
        for (var conflict = 0; conflict < MostConflicts; conflict++)
        {
            var (plan, history) = await PlanAsync(run, inputs, version, shard, places, cancellationToken);
            if (!await TryRememberAsync(run, version, plan, history, cancellationToken))
            {
                continue;
            }

            if (await documents.TryWriteAsync(key, plan, version: null, cancellationToken))
            {
                return plan;
            }

            var written = (await documents.ReadAsync(key, cancellationToken))!.Value;
            await RememberAsync(run, version, written, cancellationToken);
            return written with { IsReadBack = true };
        }

        throw new InvalidOperationException($"Too many runs plan shard {shard.Index} at once.");
    }

    /// <summary>The same inputs give the same plan, but for whose place can still be taken. What this run itself has planned before does not count as seen.</summary>
    private async Task<(ShardPlan Plan, StoredHistory History)> PlanAsync(
        RunRequest run, RunInputs inputs, PeopleVersion version, PeopleShard shard, BatchPlaces places, CancellationToken cancellationToken)
    {
        var audience = run.Audience is Audience.Everyone
            ? null
            : (await documents.ReadAsync(Documents.Audience(run.Id, shard.Index), cancellationToken))!.Value.ToHashSet();
        var asked = await preferences.OfShardAsync(version.Shards, shard.Index, cancellationToken);
        var history = await histories.ReadAsync(version, shard.Index, cancellationToken);
        var catalogue = await catalogues.GetAsync(inputs.CatalogueVersion, inputs.NeighboursVersion, cancellationToken);
        var round = new MatchingRound
        {
            Run = run.Id,
            AsOf = run.AsOf,
            Count = inputs.ItemsPerNudge,
            Topics = run.Topics,
            Options = inputs.Matching ?? DefaultMatching,
            Catalogue = catalogue,
        };

        var hours = new ShardHours(inputs.Timing ?? AtOnce, run.AsOf, places.Times.Select(time => (time.Channel, time.SendAt ?? run.AsOf)));
        var people = new List<PersonPlan>();
        foreach (var person in shard.People.Where(person => audience?.Contains(person.Id) ?? true))
        {
            var wishes = asked.GetValueOrDefault(person.Id, Preferences.None);
            var past = history.PastOf(person.Id, run.Id);
            var heard = inputs.FallbackAfterDays is { } days
                ? SilentChannels.Last(inputs.Channels, person.Id, past, history.OutcomesOf(person.Id), run.AsOf.AddDays(-days))
                : inputs.Channels;
            var (channel, against) = ReachBy(person, wishes, heard);
            var budget = WeeklyBudget.Of(run, past, wishes.MostPerWeek, inputs.MostPerWeek, time.GetUtcNow());
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
                InsteadOf = inputs.FallbackAfterDays is not null && ReachBy(person, wishes, inputs.Channels).Channel is { } first && first != channel ? first.Name : null,
                SendAt = sendTime.At == run.AsOf ? null : sendTime.At,
                Outranks = budget.Outranked,
                Picks = picks,
            });
        }

        return (new ShardPlan { Run = run.Id, Shard = shard.Index, People = places.Assign(people) }, history);

        (IChannel? Channel, string? Rule) ReachBy(Person person, Preferences wishes, IReadOnlyList<string> order) =>
            Reach(person, wishes, PreferenceRules.Order(order, wishes).Select(name => channels[name]), version, run.AsOf);
    }

    /// <summary>Adds the plan to what the shard's people were nudged with. Adding it again changes nothing.</summary>
    private async Task RememberAsync(RunRequest run, PeopleVersion version, ShardPlan plan, CancellationToken cancellationToken)
    {
        for (var conflict = 0; conflict < MostConflicts; conflict++)
        {
            if (await TryRememberAsync(run, version, plan, await histories.ReadAsync(version, plan.Shard, cancellationToken), cancellationToken))
            {
                return;
            }
        }

        throw new InvalidOperationException($"Too many runs write the history of shard {plan.Shard} at once.");
    }

    /// <summary>False, and nothing written, where the history has changed since it was read.</summary>
    private async Task<bool> TryRememberAsync(RunRequest run, PeopleVersion version, ShardPlan plan, StoredHistory history, CancellationToken cancellationToken)
    {
        // Before a place is taken: a mark too many costs a read, one too few a nudge too many.
        await MarkOutrankedAsync(version, plan, cancellationToken);
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
                    At = run.AsOf,
                    Items = [.. person.Picks.Select(pick => pick.Item)],
                    SendAt = person.SendAt,
                    Channel = person.Channel,
                    Priority = run.Priority == RunPriority.Normal ? null : run.Priority,
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
            Documents.History(version.Shards, plan.Shard), history.Value with { Nudges = nudges }, history.Version, cancellationToken);
    }

    /// <summary>Says of each run whose nudges' places the plan takes that its senders have to look into this shard's history.</summary>
    private async Task MarkOutrankedAsync(PeopleVersion version, ShardPlan plan, CancellationToken cancellationToken)
    {
        var place = new ShardPlace(version.ShardBits, plan.Shard);
        foreach (var loser in plan.People.SelectMany(person => person.Outranks).Distinct())
        {
            await documents.UpdateAsync(
                Documents.Outranked(loser), marked => marked is null ? [place] : marked.Contains(place) ? null : [.. marked, place], cancellationToken);
        }
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
