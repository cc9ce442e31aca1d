using System.Text.Json;

namespace Nudges.Local.StandIns;

/// <summary>
/// <c>GET /users/delta</c>: first everyone, then what was changed since. What the token carries is all the state there is; it is
/// known for seven days, and by a company of the same file and size only.
/// </summary>
internal sealed class GraphDelta(Company company, TimeProvider time)
{
    /// <summary>Graph's own choice: <c>$top</c> is not taken.</summary>
    public const int PageSize = 200;

    private static readonly TimeSpan TokenLife = TimeSpan.FromDays(7);

    /// <param name="options">The query's.</param>
    /// <param name="minimal">Only what changed is sent, as <c>Prefer: return=minimal</c> asks.</param>
    /// <param name="address">The address without its query, for links.</param>
    public GraphReply Get(IReadOnlyDictionary<string, string> options, bool minimal, string address)
    {
        if (options.Keys.FirstOrDefault(key => key is not ("$select" or "$skiptoken" or "$deltatoken")) is { } unknown)
        {
            return GraphReply.Error(StatusCodes.Status400BadRequest, "Request_UnsupportedQuery", $"The query option '{unknown}' is not supported on delta.");
        }

        var now = time.GetUtcNow();
        if ((options.GetValueOrDefault("$skiptoken") ?? options.GetValueOrDefault("$deltatoken")) is not { Length: > 0 } text)
        {
            return Everyone(GraphDeltaToken.First(company, options.GetValueOrDefault("$select"), now), address);
        }

        if (GraphDeltaToken.Read(text) is not { } token)
        {
            return GraphReply.Error(StatusCodes.Status400BadRequest, "Request_BadRequest", "Badly formed token.");
        }

        if (now - token.Issued > TokenLife)
        {
            return GraphReply.Error(StatusCodes.Status400BadRequest, "syncStateNotFound", "The sync state generation is not found. The delta token is expired and data must be synchronized again.");
        }

        return token.Company != company.Name || token.To > company.Log.Count ? Gone(address)
            : token.Everyone ? Everyone(token, address)
            : Since(options.ContainsKey("$deltatoken") ? token with { Place = token.To, To = company.Log.Count } : token, minimal, address);
    }

    /// <summary>The service asks for everything to be read again.</summary>
    public static GraphReply Gone(string address) => GraphReply.Error(
        StatusCodes.Status410Gone, "resyncRequired", "Resync required. Replace any local items with the server's version.") with
    {
        Headers = new Dictionary<string, string> { ["Location"] = $"{address}?$deltatoken=" },
    };

    private GraphReply Everyone(GraphDeltaToken token, string address)
    {
        var selected = Selected(token);
        var page = company.From(token.Place).Take(PageSize + 1).ToList();
        var users = page.Take(PageSize).Select(one =>
        {
            var shown = Show(one.User, selected);
            if (selected.Contains("manager") && Company.ManagerOf(one.User) is { } manager)
            {
                shown["manager@delta"] = new[] { GraphPages.Reference("user", manager) };
            }

            return shown;
        });
        return page.Count > PageSize
            ? Answer([.. users], "nextLink", "skiptoken", token with { Place = page[PageSize].Place }, address)
            : Answer([.. users], "deltaLink", "deltatoken", token with { Everyone = false, Issued = time.GetUtcNow() }, address);
    }

    private GraphReply Since(GraphDeltaToken token, bool minimal, string address)
    {
        var selected = Selected(token);
        var log = company.Log;
        var last = Math.Min(token.To, token.Place + PageSize);
        var changes = Enumerable.Range(token.Place, last - token.Place).Select(place => log[place]).GroupBy(change => change.Place);
        List<Dictionary<string, object>> shown = [];
        foreach (var change in changes)
        {
            var user = company.At(change.Key);
            var changed = change.SelectMany(one => one.Properties).ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (user.ValueKind != JsonValueKind.Object)
            {
                shown.Add(new() { ["id"] = change.First().Id, ["@removed"] = new { reason = "changed" } });
            }
            else if (changed.Overlaps(selected))
            {
                var one = Show(user, minimal ? selected.Intersect(changed, StringComparer.OrdinalIgnoreCase).Append("id").ToHashSet(StringComparer.OrdinalIgnoreCase) : selected, changed);
                if (selected.Contains("manager") && changed.Contains("manager"))
                {
                    one["manager@delta"] = Managers(change.First().ManagerBefore, Company.ManagerOf(user));
                }

                shown.Add(one);
            }
        }

        return last < token.To
            ? Answer(shown, "nextLink", "skiptoken", token with { Place = last }, address)
            : Answer(shown, "deltaLink", "deltatoken", token with { Issued = time.GetUtcNow() }, address);
    }

    private static GraphReply Answer(List<Dictionary<string, object>> users, string link, string parameter, GraphDeltaToken token, string address) => GraphReply.Ok(new Dictionary<string, object>
    {
        ["@odata.context"] = "https://graph.microsoft.com/v1.0/$metadata#users",
        [$"@odata.{link}"] = $"{address}?${parameter}={token}",
        ["value"] = users,
    });

    // What was never set is left out; what has been set to null is not.
    private static Dictionary<string, object> Show(JsonElement user, HashSet<string> selected, HashSet<string>? changed = null) => user.EnumerateObject()
        .Where(property => property.Name != "manager" && selected.Contains(property.Name) && !GraphUsers.OnlyOfOne.Contains(property.Name)
            && (property.Value.ValueKind != JsonValueKind.Null || changed?.Contains(property.Name) == true))
        .ToDictionary(property => property.Name, object (property) => property.Value);

    private static List<Dictionary<string, object>> Managers(string? before, string? now)
    {
        List<Dictionary<string, object>> managers = [];
        if (before is not null && before != now)
        {
            managers.Add(GraphPages.Reference("user", before));
            managers[0]["@removed"] = new { reason = "deleted" };
        }

        if (now is not null)
        {
            managers.Add(GraphPages.Reference("user", now));
        }

        return managers;
    }

    private static HashSet<string> Selected(GraphDeltaToken token) => GraphUsers.Selected(token.Select).Append("id").ToHashSet(StringComparer.OrdinalIgnoreCase);
}
