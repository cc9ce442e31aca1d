using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Nudges.Local.StandIns;

/// <summary>
/// Answers <c>GET</c> on users as Graph v1.0 does: what a list leaves out, what one user gives only when selected, pages,
/// expanded managers, and the errors.
/// </summary>
internal sealed class GraphUsers(Company company)
{
    private const int DefaultPage = 100;
    private const int LargestPage = 999;

    private static readonly string[] Default =
        ["businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone", "officeLocation", "preferredLanguage", "surname", "userPrincipalName"];

    /// <summary>A read of one user gives these when selected; a list never does.</summary>
    private static readonly HashSet<string> OnlyOfOne =
        new(["aboutMe", "birthday", "hireDate", "interests", "mailboxSettings", "mySite", "pastProjects", "preferredName", "responsibilities", "schools", "skills"], StringComparer.OrdinalIgnoreCase);

    /// <param name="path">Without the version: "users/{id}".</param>
    /// <param name="query">With or without its question mark.</param>
    /// <param name="address">The whole address up to the query, for the link to the next page.</param>
    public GraphReply Get(string path, string query, string address)
    {
        var options = QueryHelpers.ParseQuery(query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        if (options.Keys.FirstOrDefault(key => key is not ("$select" or "$expand" or "$top" or "$skiptoken")) is { } unknown)
        {
            return GraphReply.Error(StatusCodes.Status400BadRequest, "Request_UnsupportedQuery", $"The stand-in does not know the query option '{unknown}'.");
        }

        return path.Trim('/').Split('/').Select(Uri.UnescapeDataString).ToArray() switch
        {
            ["users"] => List(company.Users, options, address),
            ["users", var name] => One(name, options),
            ["users", var name, "manager"] => Manager(name, options),
            ["users", var name, "directReports"] => company.Find(name) is { ValueKind: JsonValueKind.Object } user
                ? List([.. company.ReportsOf(Company.IdOf(user))], options, address)
                : NotFound(name),
            _ => GraphReply.Error(StatusCodes.Status400BadRequest, "BadRequest", $"The stand-in does not serve '{path}'."),
        };
    }

    private GraphReply List(IReadOnlyList<JsonElement> users, Dictionary<string, string> options, string address)
    {
        var size = DefaultPage;
        if (options.TryGetValue("$top", out var top) && (!int.TryParse(top, CultureInfo.InvariantCulture, out size) || size is < 1 or > LargestPage))
        {
            return GraphReply.Error(StatusCodes.Status400BadRequest, "Request_UnsupportedQuery", $"Invalid page size specified: '{top}'. Must be between 1 and {LargestPage} inclusive.");
        }

        var start = 0;
        if (options.TryGetValue("$skiptoken", out var token) && !int.TryParse(token, CultureInfo.InvariantCulture, out start))
        {
            return GraphReply.Error(StatusCodes.Status400BadRequest, "Directory_ExpiredPageToken", "The specified page token value has expired and can no longer be included in your request.");
        }

        var selected = Selected(options.GetValueOrDefault("$select")).Where(property => !OnlyOfOne.Contains(property)).ToList();
        var page = new Dictionary<string, object> { ["@odata.context"] = "https://graph.microsoft.com/v1.0/$metadata#users" };
        if (start + size < users.Count)
        {
            options["$skiptoken"] = (start + size).ToString(CultureInfo.InvariantCulture);
            page["@odata.nextLink"] = QueryHelpers.AddQueryString(address, options!);
        }

        page["value"] = users.Skip(start).Take(size).Select(user => Show(user, selected, options)).ToList();
        return GraphReply.Ok(page);
    }

    private GraphReply One(string name, Dictionary<string, string> options)
    {
        var user = company.Find(name);
        if (user.ValueKind != JsonValueKind.Object)
        {
            return NotFound(name);
        }

        var selected = Selected(options.GetValueOrDefault("$select"));
        return selected.Contains("mailboxSettings", StringComparer.OrdinalIgnoreCase) && !user.TryGetProperty("mailboxSettings", out _)
            ? GraphReply.Error(StatusCodes.Status404NotFound, "MailboxNotEnabledForRESTAPI", "The mailbox is either inactive, soft-deleted, or is hosted on-premise.")
            : GraphReply.Ok(Show(user, selected, options));
    }

    private GraphReply Manager(string name, Dictionary<string, string> options)
    {
        var user = company.Find(name);
        return user.ValueKind == JsonValueKind.Object && Company.ManagerOf(user) is { } manager ? One(manager, options) : NotFound("manager");
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

    private static string[] Selected(string? select) =>
        string.IsNullOrEmpty(select) ? Default : select.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static GraphReply NotFound(string name) =>
        GraphReply.Error(StatusCodes.Status404NotFound, "Request_ResourceNotFound", $"Resource '{name}' does not exist or one of its queried reference-property objects are not present.");
}
