using Microsoft.Extensions.Options;
using Nudges.Campaigns;
using Nudges.Campaigns.Audiences;
using Nudges.Delivery;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.Matching;
using Nudges.Orchestrations.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.Runs;

/// <summary>A run's inputs, fixed, and whom it is for.</summary>
public sealed record PinnedRun
{
    public required RunInputs Inputs { get; init; }

    /// <summary>Everyone in the audience.</summary>
    public required int People { get; init; }

    /// <summary>The shards that hold someone of the audience.</summary>
    public required IReadOnlyList<int> Shards { get; init; }
}

/// <summary>
/// Fixes what the run works with, writes its audience down and records the run as running. A second run finds what the first
/// one pinned in the run's record, and pins the same.
/// </summary>
public sealed class PinInputs(
    IDocumentStore documents, IRunStore runs, AudienceResolver audiences, Channels channels, LatestMatching matching, IOptions<NudgeOptions> options) : Activity<Run, PinnedRun>(Reference)
{
    public static readonly ActivityRef<Run, PinnedRun> Reference = new(nameof(PinInputs));

    public override async Task<PinnedRun> RunAsync(Run input, CancellationToken cancellationToken)
    {
        var inputs = (await runs.ReadAsync(input.Request.Id, cancellationToken))?.Inputs ?? await ChooseAsync(input.Request, cancellationToken);
        await runs.SaveAsync(input with { Inputs = inputs }, cancellationToken);
        var people = (await documents.ReadAsync(Documents.People(inputs.PeopleVersion), cancellationToken))!.Value;
        if (input.Request.Audience is Audience.Everyone)
        {
            return new PinnedRun { Inputs = inputs, People = people.People, Shards = [.. Enumerable.Range(0, people.Shards.Value)] };
        }

        var shards = new List<int>();
        var count = 0;
        await foreach (var shard in audiences.ResolveAsync(input.Request.Audience, people, input.Request.AsOf, cancellationToken))
        {
            await documents.WriteAsync(Documents.Audience(input.Request.Id, shard.Index), [.. shard.People.Select(person => person.Id)], cancellationToken);
            shards.Add(shard.Index);
            count += shard.People.Count;
        }

        return new PinnedRun { Inputs = inputs, People = count, Shards = shards };
    }

    private async Task<RunInputs> ChooseAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var chosen = await matching.ReadAsync(cancellationToken)
            ?? throw new InvalidOperationException("There is nothing to nudge with: no source has given an item yet. Check the sources under Nudges:Sources.");
        var latest = await documents.ReadAsync(Documents.LatestPeople, cancellationToken)
            ?? throw new InvalidOperationException("No people are known yet: the directory has never been read. Check the settings under Graph.");
        var people = (await documents.ReadAsync(Documents.People(latest.Value), cancellationToken))!.Value;
        IReadOnlyList<string> names = request.Channels.Count > 0 ? request.Channels : options.Value.ChannelNames;
        foreach (var name in names)
        {
            _ = channels[name];
        }

        return new RunInputs
        {
            CatalogueVersion = chosen.CatalogueVersion,
            PeopleVersion = people.Version,
            ShardBits = people.ShardBits,
            InGroups = true,
            Channels = names,
            ItemsPerNudge = options.Value.ItemsPerNudge,
            NeighboursVersion = chosen.NeighboursVersion,
            Matching = chosen.Options,
            WeightsVersion = chosen.WeightsVersion,
            MostPerWeek = options.Value.MostPerWeek,
            FallbackAfterDays = options.Value.FallbackAfterDays,
            Timing = (options.Value.Timing with
            {
                Mode = request.Timing ?? options.Value.Timing.Mode,
                Window = request.Window ?? options.Value.Timing.Window,
            }).For(request.AsOf),
        };
    }
}
