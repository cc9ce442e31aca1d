using System.Collections.Concurrent;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Nudges.Campaigns;

namespace Nudges.Integrations.Storage;

/// <summary>
/// Runs in one partition, each as two equal rows written in one request: one named by its id, to read it; one named by its
/// start, latest first, to list them.
/// </summary>
internal sealed class TableRunStore(TableServiceClient tables) : IRunStore
{
    public const string Table = "runs";

    private const string Partition = "run";
    private const string ById = "id:";
    private const string ByStart = "at:";
    private const string AfterByStart = "at;";

    private readonly TableClient _table = tables.GetTableClient(Table);
    private readonly ConcurrentDictionary<RunId, RunPriority> _priorities = [];

    public Task SaveAsync(Run run, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(run, NudgesJson.Options);
        var id = run.Request.Id.Value;
        var start = FormattableString.Invariant($"{ByStart}{DateTimeOffset.MaxValue.Ticks - run.StartedAt.UtcTicks:D19}:{id}");
        return _table.SubmitTransactionAsync([Replace(ById + id, json), Replace(start, json)], cancellationToken);
    }

    public async Task<Run?> ReadAsync(RunId id, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(Partition, ById + id.Value, cancellationToken: cancellationToken);
        return row.HasValue ? ToRun(row.Value!) : null;
    }

    public async ValueTask<RunPriority> PriorityAsync(RunId id, CancellationToken cancellationToken)
    {
        if (_priorities.TryGetValue(id, out var priority))
        {
            return priority;
        }

        return await ReadAsync(id, cancellationToken) is { } run ? _priorities.GetOrAdd(id, run.Request.Priority) : RunPriority.Normal;
    }

    public async Task<IReadOnlyList<Run>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        var range = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {ByStart} and RowKey lt {AfterByStart}");
        var rows = _table.QueryAsync<TableEntity>(range, maxPerPage: Math.Clamp(limit, 1, 1_000), cancellationToken: cancellationToken);
        // A run that was saved again with a later start has an older row further down.
        return await rows.Select(ToRun).DistinctBy(run => run.Request.Id).Take(limit).ToListAsync(cancellationToken);
    }

    public async Task<int> ChangeAllAsync(Func<Run, Run?> change, CancellationToken cancellationToken)
    {
        var changed = 0;
        var partition = TableClient.CreateQueryFilter($"PartitionKey eq {Partition}");
        await foreach (var row in _table.QueryAsync<TableEntity>(partition, cancellationToken: cancellationToken))
        {
            if (change(ToRun(row)) is { } run)
            {
                var entity = Entity(row.RowKey, JsonSerializer.Serialize(run, NudgesJson.Options));
                try
                {
                    await _table.UpdateEntityAsync(entity, row.ETag, TableUpdateMode.Replace, cancellationToken);
                    changed++;
                }
                catch (RequestFailedException exception) when (exception.ErrorCode == TableErrorCode.UpdateConditionNotSatisfied)
                {
                    // Saved meanwhile.
                }
            }
        }

        return changed;
    }

    private static TableTransactionAction Replace(string row, string json) =>
        new(TableTransactionActionType.UpsertReplace, Entity(row, json));

    private static TableEntity Entity(string row, string json)
    {
        var entity = new TableEntity(Partition, row);
        LongText.Write(entity, "Run", json);
        return entity;
    }

    private static Run ToRun(TableEntity row) =>
        JsonSerializer.Deserialize<Run>(LongText.Read(row, "Run") ?? "null", NudgesJson.Options)
        ?? throw new InvalidDataException($"The row {row.RowKey} of table {Table} holds no run.");
}
