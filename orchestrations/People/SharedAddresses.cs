using Nudges.People;

namespace Nudges.Orchestrations.People;

/// <summary>Finds mail addresses that several accounts have.</summary>
internal static class SharedAddresses
{
    /// <summary>
    /// For each such address, in lower case, the one account to nudge: an enabled employee before others, then the lowest id. Holds
    /// 64 bits of each address and, of those that then occur twice, the accounts.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, PersonId>> FindAsync(Organisation organisation, CancellationToken cancellationToken)
    {
        var all = new List<ulong>(organisation.People);
        await foreach (var entry in organisation.EntriesAsync(cancellationToken))
        {
            if (Address(entry) is { } address)
            {
                all.Add(StableId.Bits(address));
            }
        }

        all.Sort();
        var twice = all.Zip(all.Skip(1)).Where(neighbours => neighbours.First == neighbours.Second).Select(neighbours => neighbours.First).ToHashSet();
        var sharing = new List<(string Address, OrganisationEntry Entry)>();
        if (twice.Count > 0)
        {
            await foreach (var entry in organisation.EntriesAsync(cancellationToken))
            {
                if (Address(entry) is { } address && twice.Contains(StableId.Bits(address)))
                {
                    sharing.Add((address, entry));
                }
            }
        }

        return sharing.GroupBy(one => one.Address, one => one.Entry).Where(same => same.Skip(1).Any()).ToDictionary(
            same => same.Key,
            same => same.OrderByDescending(entry => entry.Preferred).ThenBy(entry => entry.Id.Value, StringComparer.Ordinal).First().Id);
    }

    private static string? Address(OrganisationEntry entry) => entry.Mail?.ToLowerInvariant();
}
