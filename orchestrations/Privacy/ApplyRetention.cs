using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Nudges.Campaigns;
using Nudges.Campaigns.Audiences;
using Nudges.Orchestrations.Durable;
using Nudges.Storage;

namespace Nudges.Orchestrations.Privacy;

/// <summary>What was deleted for its age, in documents.</summary>
public sealed record RetentionResult
{
    public required int Runs { get; init; }

    public required int People { get; init; }

    public required int Lists { get; init; }
}

/// <summary>Deletes what is older than the settings say and no longer in use. A second run deletes what has grown old since.</summary>
public sealed class ApplyRetention(IDocumentStore documents, IRunStore runs, IOptions<NudgeOptions> options, TimeProvider time)
    : Activity<Nothing, RetentionResult>(Reference)
{
    public static readonly ActivityRef<Nothing, RetentionResult> Reference = new(nameof(ApplyRetention));

    private const string RunFolder = "runs/";
    private const string PeopleFolder = "people/";
    private const string ListFolder = "audiences/lists/";

    /// <summary>How versions of people begin.</summary>
    private const string VersionTime = "yyyyMMdd'T'HHmmss";

    public override async Task<RetentionResult> RunAsync(Nothing input, CancellationToken cancellationToken)
    {
        var known = await runs.ListAsync(int.MaxValue, cancellationToken);
        var limits = options.Value.Retention;
        return new RetentionResult
        {
            Runs = limits.RunDays is { } runDays ? await DeleteRunsAsync(known, Before(runDays), cancellationToken) : 0,
            People = limits.PeopleDays is { } peopleDays ? await DeletePeopleAsync(known, Before(peopleDays), cancellationToken) : 0,
            Lists = limits.ListDays is { } listDays ? await DeleteListsAsync(Before(listDays), cancellationToken) : 0,
        };
    }

    private DateTimeOffset Before(int days) => time.GetUtcNow().AddDays(-days);

    private async Task<int> DeleteRunsAsync(IReadOnlyList<Run> known, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var old = known.Where(run => run.StartedAt < before && !IsOpen(run)).Select(run => run.Request.Id.Value).ToHashSet(StringComparer.Ordinal);
        return await DeleteFoldersAsync(RunFolder, old.Contains, cancellationToken);
    }

    /// <summary>In use are the latest version, those of runs that are not over, and whatever one of them names.</summary>
    private async Task<int> DeletePeopleAsync(IReadOnlyList<Run> known, DateTimeOffset before, CancellationToken cancellationToken)
    {
        if (await documents.ReadAsync(Documents.LatestPeople, cancellationToken) is not { } latest)
        {
            return 0;
        }

        var used = known.Where(IsOpen).Select(run => run.Inputs?.PeopleVersion).OfType<string>().Append(latest.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var version in used.ToList())
        {
            var described = await documents.ReadAsync(new DocumentKey<JsonNode>(Documents.People(version).Path), cancellationToken);
            used.UnionWith(Texts(described?.Value));
        }

        return await DeleteFoldersAsync(PeopleFolder, version => !used.Contains(version) && ReadAt(version) < before, cancellationToken);
    }

    private async Task<int> DeleteListsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var deleted = 0;
        await foreach (var path in documents.ListAsync(ListFolder, cancellationToken))
        {
            if ((await documents.ReadAsync(new DocumentKey<PeopleList>(path), cancellationToken))?.Value.CreatedAt < before)
            {
                await documents.DeleteAsync(path, cancellationToken);
                deleted++;
            }
        }

        return deleted;
    }

    private async Task<int> DeleteFoldersAsync(string under, Func<string, bool> unwanted, CancellationToken cancellationToken)
    {
        var deleted = 0;
        await foreach (var folder in documents.ListFoldersAsync(under, cancellationToken))
        {
            if (!unwanted(folder))
            {
                continue;
            }

            await foreach (var path in documents.ListAsync($"{under}{folder}/", cancellationToken))
            {
                await documents.DeleteAsync(path, cancellationToken);
                deleted++;
            }
        }

        return deleted;
    }

    private static bool IsOpen(Run run) => run.Status is RunStatus.Queued or RunStatus.Running;

    /// <summary>Null, which is before nothing, where the name does not say.</summary>
    private static DateTimeOffset? ReadAt(string version) =>
        DateTimeOffset.TryParseExact(version.Split('-')[0], VersionTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Texts(member.Value)),
        JsonArray list => list.SelectMany(Texts),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };
}
