using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Nudges.People;

namespace Nudges.Integrations.Storage;

/// <summary>
/// A row for each person who has unsubscribed, named by the hash that also places them in a shard: a shard is a range of rows.
/// </summary>
internal sealed class TablePreferenceStore(TableServiceClient tables) : IPreferenceStore
{
    public const string Table = "preferences";

    private const string Partition = "person";

    // Sorts after every hexadecimal digit.
    private const string AfterLast = "g";

    private readonly TableClient _table = tables.GetTableClient(Table);

    public async Task UnsubscribeAsync(PersonId person, DateTimeOffset at, CancellationToken cancellationToken)
    {
        try
        {
            await _table.AddEntityAsync(new TableEntity(Partition, Row(person)) { ["Person"] = person.Value, ["UnsubscribedAt"] = at.ToUniversalTime() }, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == TableErrorCode.EntityAlreadyExists)
        {
            // The first time stands.
        }
    }

    public Task ResubscribeAsync(PersonId person, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(Partition, Row(person), ETag.All, cancellationToken);

    public async Task<IReadOnlySet<PersonId>> UnsubscribedAsync(ShardCount shards, int shard, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)shard, (uint)shards.Value, nameof(shard));
        var end = shard == shards.Value - 1 ? AfterLast : First(shards, shard + 1);
        var range = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {First(shards, shard)} and RowKey lt {end}");
        return await _table.QueryAsync<TableEntity>(range, select: ["Person"], cancellationToken: cancellationToken)
            .Select(row => new PersonId(row.GetString("Person")))
            .ToHashSetAsync(cancellationToken: cancellationToken);
    }

    // The first 16 digits are StableId.Bits of the same parts, whose top bits are the shard.
    private static string Row(PersonId person) => StableId.From("shard", person.Value);

    private static string First(ShardCount shards, int shard) =>
        shards.Bits == 0 ? "" : ((ulong)shard << (64 - shards.Bits)).ToString("x16", CultureInfo.InvariantCulture);
}
