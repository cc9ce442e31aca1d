using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nudges.Campaigns;
using Nudges.People;
using Nudges.Privacy;
using Nudges.Storage;

namespace Nudges.Orchestrations.Privacy;

/// <summary>The people of every version that was read from the directory.</summary>
public sealed class DirectoryRecords(IDocumentStore documents, TimeProvider time) : DocumentRecords(documents, time, "people/")
{
    public override string Place => "directory";

    /// <summary>Erases the person from one version.</summary>
    public Task<ErasedRecords> EraseVersionAsync(string version, PersonId person, CancellationToken cancellationToken) =>
        EraseAsync([$"people/{version}/"], person, cancellationToken);
}

/// <summary>What people were nudged with and what they did with it.</summary>
public sealed class HistoryRecords(IDocumentStore documents, TimeProvider time) : DocumentRecords(documents, time, "history/")
{
    public override string Place => "history";
}

/// <summary>Plans, composed messages and audiences of runs; those of a run that is not over are in use.</summary>
public sealed class PlanRecords(IDocumentStore documents, IRunStore runs, TimeProvider time) : DocumentRecords(documents, time, "runs/")
{
    /// <summary>A run that failed is started again on the same day, and reads its plans then.</summary>
    private static readonly TimeSpan MayBeStartedAgain = TimeSpan.FromDays(2);

    private readonly TimeProvider _time = time;

    public override string Place => "runs";

    protected override async Task<Func<string, string?>> InUseAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var open = (await runs.ListAsync(int.MaxValue, cancellationToken))
            .Where(run => run.Status is RunStatus.Queued or RunStatus.Running || (run.Status == RunStatus.Failed && now - run.StartedAt < MayBeStartedAgain))
            .Select(run => run.Request.Id.Value).ToHashSet(StringComparer.Ordinal);
        return path => path.Split('/') is [_, var run, ..] && open.Contains(run) ? run : null;
    }
}

/// <summary>Uploaded lists of people.</summary>
public sealed class ListRecords(IDocumentStore documents, TimeProvider time) : DocumentRecords(documents, time, "audiences/")
{
    public override string Place => "lists";
}

/// <summary>What someone decided about content, which keeps who that was.</summary>
public sealed class ContentRecords(IDocumentStore documents, TimeProvider time) : DocumentRecords(documents, time, "content/", "catalogues/")
{
    public override string Place => "content";
}

/// <summary>Who started a campaign, and the manager whom it names.</summary>
public sealed class CampaignRecords(IRunStore runs, TimeProvider time) : IPersonalRecords
{
    public string Place => "campaigns";

    public async IAsyncEnumerable<PersonalRecord> FindAsync(PersonId person, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var run in await runs.ListAsync(int.MaxValue, cancellationToken))
        {
            foreach (var piece in PersonTraces.Find(JsonSerializer.SerializeToNode(run, NudgesJson.Options), person))
            {
                yield return new PersonalRecord($"runs: {run.Request.Id}", piece);
            }
        }
    }

    public async Task<ErasedRecords> EraseAsync(PersonId person, CancellationToken cancellationToken)
    {
        var open = (await runs.ListAsync(int.MaxValue, cancellationToken))
            .Where(run => run.Status is RunStatus.Queued or RunStatus.Running).Select(run => run.Request.Id).ToHashSet();
        var waiting = new SortedSet<string>(StringComparer.Ordinal);
        var pieces = 0;
        var changed = await runs.ChangeAllAsync(
            run =>
            {
                var stored = JsonSerializer.SerializeToNode(run, NudgesJson.Options);
                if (PersonTraces.Erase(stored, person, time.GetUtcNow()) is not (> 0 and var found))
                {
                    return null;
                }

                if (open.Contains(run.Request.Id))
                {
                    waiting.Add(run.Request.Id.Value);
                    return null;
                }

                pieces += found;
                return stored.Deserialize<Run>(NudgesJson.Options);
            },
            cancellationToken);
        return new ErasedRecords { Place = Place, Documents = changed, Records = pieces, Waiting = [.. waiting] };
    }
}

/// <summary>What the person asked for. That they were erased stays, so that they are not nudged.</summary>
public sealed class PreferenceRecords(IPreferenceStore preferences, TimeProvider time) : IPersonalRecords
{
    private static readonly Preferences None = new();

    public string Place => "preferences";

    public async IAsyncEnumerable<PersonalRecord> FindAsync(PersonId person, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await preferences.ReadAsync(person, cancellationToken) is var asked && JsonSerializer.SerializeToNode(asked, NudgesJson.Options) is { } json
            && !JsonNode.DeepEquals(json, JsonSerializer.SerializeToNode(None, NudgesJson.Options)))
        {
            yield return new PersonalRecord("preferences", json);
        }
    }

    public async Task<ErasedRecords> EraseAsync(PersonId person, CancellationToken cancellationToken)
    {
        var had = false;
        await preferences.ChangeAsync(person, asked =>
        {
            had = !JsonNode.DeepEquals(
                JsonSerializer.SerializeToNode(asked with { ErasedAt = null }, NudgesJson.Options), JsonSerializer.SerializeToNode(None, NudgesJson.Options));
            return new Preferences { ErasedAt = asked.ErasedAt ?? time.GetUtcNow() };
        }, cancellationToken);
        return new ErasedRecords { Place = Place, Documents = had ? 1 : 0, Records = had ? 1 : 0 };
    }
}
