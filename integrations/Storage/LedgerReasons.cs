using System.Text.Json;

namespace Nudges.Integrations.Storage;

/// <summary>
/// The ledger's reasons as JSON: each distinct reason once, with the places in the batch that it is for. Whole up to
/// <see cref="LongText.MaxLength"/>; beyond, long reasons are cut, so that recording an outcome never fails for its size.
/// </summary>
internal static class LedgerReasons
{
    public static string Write(IReadOnlyDictionary<int, string> reasons)
    {
        for (var longest = int.MaxValue; ; longest = Math.Min(longest, 2_000) / 2)
        {
            var places = reasons
                .GroupBy(reason => reason.Value[..Math.Min(longest, reason.Value.Length)], reason => reason.Key, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Order().ToArray(), StringComparer.Ordinal);
            var json = JsonSerializer.Serialize(places, NudgesJson.Options);
            if (json.Length <= LongText.MaxLength)
            {
                return json;
            }
        }
    }

    public static IReadOnlyDictionary<int, string> Read(string? json)
    {
        var places = json is null ? null : JsonSerializer.Deserialize<Dictionary<string, int[]>>(json, NudgesJson.Options);
        return (places ?? []).SelectMany(reason => reason.Value, (reason, place) => KeyValuePair.Create(place, reason.Key)).ToDictionary();
    }
}
