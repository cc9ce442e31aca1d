using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Nudges.Campaigns;
using Nudges.Delivery;

namespace Nudges.Integrations.Storage;

/// <summary>
/// The ledger as rows: a run is a partition, a batch a row. A write whose answer was lost is sent again by the client and
/// then finds its own row in the way; each write therefore carries a mark by which it knows itself, so that a sender is
/// never told that it lost to another when it won.
/// </summary>
internal sealed class TableBatchLedger(TableServiceClient tables) : IBatchLedger
{
    public const string Table = "ledger";

    private readonly TableClient _table = tables.GetTableClient(Table);

    public async Task<LedgerEntry?> ReadAsync(BatchId batch, CancellationToken cancellationToken) =>
        await ReadRowAsync(batch, cancellationToken) is { } row ? ToEntry(row) : null;

    public async Task<LedgerEntry?> TryAddAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        var row = ToRow(entry);
        try
        {
            var response = await _table.AddEntityAsync(row, cancellationToken);
            return entry with { Version = response.Headers.ETag.ToString() };
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == TableErrorCode.EntityAlreadyExists)
        {
            return await OwnWriteAsync(entry, row, cancellationToken);
        }
    }

    public async Task<LedgerEntry?> TryUpdateAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry.Version, nameof(entry));
        var row = ToRow(entry);
        try
        {
            var response = await _table.UpdateEntityAsync(row, new ETag(entry.Version), TableUpdateMode.Replace, cancellationToken);
            return entry with { Version = response.Headers.ETag.ToString() };
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == TableErrorCode.UpdateConditionNotSatisfied)
        {
            return await OwnWriteAsync(entry, row, cancellationToken);
        }
    }

    public async IAsyncEnumerable<LedgerEntry> ListAsync(RunId run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var partition = TableClient.CreateQueryFilter($"PartitionKey eq {run.Value}");
        await foreach (var row in _table.QueryAsync<TableEntity>(partition, cancellationToken: cancellationToken))
        {
            yield return ToEntry(row);
        }
    }

    private async Task<LedgerEntry?> OwnWriteAsync(LedgerEntry entry, TableEntity written, CancellationToken cancellationToken)
    {
        var stored = await ReadRowAsync(entry.Batch, cancellationToken);
        return stored?.GetString("Write") == written.GetString("Write") ? entry with { Version = stored!.ETag.ToString() } : null;
    }

    private async Task<TableEntity?> ReadRowAsync(BatchId batch, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(batch.Run.Value, batch.Value, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private static TableEntity ToRow(LedgerEntry entry)
    {
        var row = new TableEntity(entry.Batch.Run.Value, entry.Batch.Value)
        {
            ["Owner"] = entry.Owner,
            ["States"] = entry.States,
            ["Attempts"] = entry.Attempts,
            ["Redriven"] = entry.Redriven,
            ["Write"] = Guid.NewGuid().ToString("N"),
        };
        LongText.Write(row, "Reasons", LedgerReasons.Write(entry.Reasons));
        return row;
    }

    private static LedgerEntry ToEntry(TableEntity row) => new()
    {
        Batch = new BatchId(row.RowKey),
        Owner = row.GetString("Owner"),
        States = row.GetString("States"),
        Attempts = row.GetInt32("Attempts") ?? 0,
        Redriven = row.GetBoolean("Redriven") ?? false,
        Reasons = LedgerReasons.Read(LongText.Read(row, "Reasons")),
        ChangedAt = row.Timestamp,
        Version = row.ETag.ToString(),
    };
}
