using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Nudges.People;

namespace Nudges.Integrations.Storage;

/// <summary>
/// A row for each person who has asked for anything, named by the hash that also places them in a shard: a shard is a range of
/// rows. Rows from before there were preferences hold only when the person unsubscribed.
/// </summary>
internal sealed class TablePreferenceStore(TableServiceClient tables) : IPreferenceStore
{
    public const string Table = "preferences";

    private const string Partition = "person";
    private const int MostConflicts = 20;

    // Sorts after every hexadecimal digit.
    private const string AfterLast = "g";

    private readonly TableClient _table = tables.GetTableClient(Table);

    public async Task<Preferences> ReadAsync(PersonId person, CancellationToken cancellationToken) => ToPreferences(await RowAsync(person, cancellationToken));

    public async Task<Preferences> ChangeAsync(PersonId person, Func<Preferences, Preferences> change, CancellationToken cancellationToken)
    {
        for (var conflict = 0; conflict < MostConflicts; conflict++)
        {
            var stored = await RowAsync(person, cancellationToken);
            var changed = change(ToPreferences(stored));
            var json = Compact(changed);
            if (json == (stored is null ? null : Compact(ToPreferences(stored))))
            {
                return changed;
            }

            try
            {
                await WriteAsync(person, stored, json, cancellationToken);
                return changed;
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == TableErrorCode.EntityAlreadyExists || exception.Status is 404 or 412)
            {
                // Another change came between.
            }
        }

        throw new InvalidOperationException("The preferences of one person are changed too often at once.");
    }

    public async Task<IReadOnlyDictionary<PersonId, Preferences>> OfShardAsync(ShardCount shards, int shard, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)shard, (uint)shards.Value, nameof(shard));
        var end = shard == shards.Value - 1 ? AfterLast : First(shards, shard + 1);
        var range = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {First(shards, shard)} and RowKey lt {end}");
        return await _table.QueryAsync<TableEntity>(range, select: ["Person", "UnsubscribedAt", "Preferences"], cancellationToken: cancellationToken)
            .ToDictionaryAsync(row => new PersonId(row.GetString("Person")), ToPreferences, cancellationToken: cancellationToken);
    }

    private async Task<TableEntity?> RowAsync(PersonId person, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(Partition, Row(person), cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private Task<Response> WriteAsync(PersonId person, TableEntity? stored, string? json, CancellationToken cancellationToken)
    {
        if (json is null)
        {
            return _table.DeleteEntityAsync(Partition, Row(person), stored!.ETag, cancellationToken);
        }

        var row = new TableEntity(Partition, Row(person)) { ["Person"] = person.Value, ["Preferences"] = json };
        return stored is null
            ? _table.AddEntityAsync(row, cancellationToken)
            : _table.UpdateEntityAsync(row, stored.ETag, TableUpdateMode.Replace, cancellationToken);
    }

    private static Preferences ToPreferences(TableEntity? row) => row switch
    {
        null => Preferences.None,
        _ when row.GetString("Preferences") is { } json => JsonSerializer.Deserialize<Preferences>(json, NudgesJson.Options)!,
        _ => new Preferences { UnsubscribedAt = row.GetDateTimeOffset("UnsubscribedAt") },
    };

    /// <summary>What differs from the defaults; null where nothing does.</summary>
    private static string? Compact(Preferences preferences)
    {
        var json = JsonSerializer.SerializeToNode(preferences, NudgesJson.Options)!.AsObject();
        foreach (var (name, _) in json.Where(member => member.Value is JsonArray { Count: 0 }).ToList())
        {
            json.Remove(name);
        }

        return json.Count == 0 ? null : json.ToJsonString(NudgesJson.Options);
    }

    // The first 16 digits are StableId.Bits of the same parts, whose top bits are the shard.
    private static string Row(PersonId person) => StableId.From("shard", person.Value);

    private static string First(ShardCount shards, int shard) =>
        shards.Bits == 0 ? "" : ((ulong)shard << (64 - shards.Bits)).ToString("x16", CultureInfo.InvariantCulture);
}
