using Microsoft.AspNetCore.WebUtilities;

namespace Nudges.Local.StandIns;

/// <summary>Reads of users and groups, alone or as parts of a batch, each charged by its resource units.</summary>
internal sealed class GraphPeopleReads(Company company, GraphGroups groups, ResourceUnits units, Faults faults, TimeProvider time)
{
    private readonly GraphUsers _users = new(company);
    private readonly GraphDelta _delta = new(company, time);

    /// <param name="path">Without the version: "users/{id}".</param>
    /// <param name="query">With or without its question mark.</param>
    /// <param name="address">The whole address up to the query, for the link to the next page.</param>
    /// <param name="minimal">Whether <c>Prefer: return=minimal</c> was sent.</param>
    public GraphReply Get(string path, string query, string address, bool minimal)
    {
        var options = QueryHelpers.ParseQuery(query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        string[] segments = [.. path.Trim('/').Split('/').Select(Uri.UnescapeDataString)];
        return units.Charge(ResourceUnits.CostOf(path, options), () => segments switch
        {
            // A function may be called by its short name or its full one, with brackets or without.
            ["users", "delta" or "delta()" or "microsoft.graph.delta" or "microsoft.graph.delta()"] => faults.Take(StandInService.GraphDelta) is null
                ? _delta.Get(options, minimal, address)
                : GraphDelta.Gone(address),
            ["groups", ..] => groups.Get(segments, options, address),
            _ => _users.Get(segments, options, address),
        });
    }
}
