using System.Text.Json;

namespace Nudges.Local.StandIns;

/// <summary>
/// Answers <c>GET</c> on users as Graph v1.0 does: what a list leaves out, what one user gives only when selected, pages,
/// expanded managers, and the errors.
/// </summary>
internal sealed class GraphUsers(Company company)
{
    private static readonly string[] Default =
        ["businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone", "officeLocation", "preferredLanguage", "surname", "userPrincipalName"];

    /// <summary>A read of one user gives these when selected; a list never does.</summary>
    public static readonly IReadOnlySet<string> OnlyOfOne =
        new HashSet<string>(["aboutMe", "birthday", "hireDate", "interests", "mailboxSettings", "mySite", "pastProjects", "preferredName", "responsibilities", "schools", "skills"], StringComparer.OrdinalIgnoreCase);

    /// <param name="path">The segments, without the version: "users", "{id}".</param>
    /// <param name="options">The query's.</param>
    /// <param name="address">The whole address up to the query, for the link to the next page.</param>
    public GraphReply Get(IReadOnlyList<string> path, Dictionary<string, string> options, string address)
    {
        if (GraphPages.Refusal(options, "$select", "$expand", "$top", "$skiptoken") is { } refusal)
        {
            return refusal;
        }

        return path switch
        {
            ["users"] => Page(company.From, options, address),
            ["users", var name] => One(name, options),
            ["users", var name, "manager"] => Manager(name, options),
            ["users", var name, "directReports"] => company.Find(name) is { ValueKind: JsonValueKind.Object } user
                ? Page(start => company.ReportsOf(Company.IdOf(user)).Select((report, place) => (place, report)).Skip(start), options, address)
                : GraphPages.NotFound(name),
            _ => GraphReply.Error(StatusCodes.Status400BadRequest, "BadRequest", $"The stand-in does not serve '{string.Join('/', path)}'."),
        };
    }

    private GraphReply Page(Func<int, IEnumerable<(int Place, JsonElement User)>> from, Dictionary<string, string> options, string address)
    {
        var selected = Selected(options.GetValueOrDefault("$select")).Where(property => !OnlyOfOne.Contains(property)).ToList();
        return GraphPages.Page("users", from, user => Show(user, selected, options), options, address);
    }

    private GraphReply One(string name, Dictionary<string, string> options)
    {
        var user = company.Find(name);
        if (user.ValueKind != JsonValueKind.Object)
        {
            return GraphPages.NotFound(name);
        }

        var selected = Selected(options.GetValueOrDefault("$select"));
        return selected.Contains("mailboxSettings", StringComparer.OrdinalIgnoreCase) && !user.TryGetProperty("mailboxSettings", out _)
            ? GraphReply.Error(StatusCodes.Status404NotFound, "MailboxNotEnabledForRESTAPI", "The mailbox is either inactive, soft-deleted, or is hosted on-premise.")
            : GraphReply.Ok(Show(user, selected, options));
    }

    private GraphReply Manager(string name, Dictionary<string, string> options)
    {
        var user = company.Find(name);
        return user.ValueKind == JsonValueKind.Object && Company.ManagerOf(user) is { } manager ? One(manager, options) : GraphPages.NotFound("manager");
    }

    private Dictionary<string, object> Show(JsonElement user, IReadOnlyList<string> selected, Dictionary<string, string> options)
    {
        var shown = new Dictionary<string, object>();
        foreach (var property in user.EnumerateObject().Where(property => property.Name != "manager" && selected.Contains(property.Name, StringComparer.OrdinalIgnoreCase)))
        {
            shown[property.Name] = property.Value;
        }

        if (options.TryGetValue("$expand", out var expand) && expand.StartsWith("manager", StringComparison.OrdinalIgnoreCase) && Company.ManagerOf(user) is { } id)
        {
            const string open = "($select=";
            var inner = expand.IndexOf(open, StringComparison.OrdinalIgnoreCase);
            var known = company.Find(id);
            var manager = known.ValueKind == JsonValueKind.Object
                ? Show(known, Selected(inner < 0 ? null : expand[(inner + open.Length)..].TrimEnd(')')), [])
                : new Dictionary<string, object> { ["id"] = id };
            manager["@odata.type"] = "#microsoft.graph.user";
            shown["manager"] = manager;
        }

        return shown;
    }

    public static string[] Selected(string? select) =>
        string.IsNullOrEmpty(select) ? Default : select.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
