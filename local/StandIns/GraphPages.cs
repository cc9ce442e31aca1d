using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Nudges.Local.StandIns;

/// <summary>What Graph's reads of directory objects have in common: pages, and refusals.</summary>
internal static class GraphPages
{
    private const int DefaultPage = 100;
    private const int LargestPage = 999;

    /// <summary>A page as <c>$top</c> and <c>$skiptoken</c> ask for it, with a link to the next.</summary>
    /// <param name="context">What the things are, as in "users".</param>
    /// <param name="from">The things from a place on, with their places.</param>
    /// <param name="show">A thing as it is sent.</param>
    /// <param name="options">The query's.</param>
    /// <param name="address">The whole address up to the query.</param>
    public static GraphReply Page<T>(
        string context, Func<int, IEnumerable<(int Place, T Thing)>> from, Func<T, object> show, Dictionary<string, string> options, string address)
    {
        var size = DefaultPage;
        if (options.TryGetValue("$top", out var top) && (!int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out size) || size is < 1 or > LargestPage))
        {
            return GraphReply.Error(StatusCodes.Status400BadRequest, "Request_UnsupportedQuery", $"Invalid page size specified: '{top}'. Must be between 1 and {LargestPage} inclusive.");
        }

        var start = 0;
        if (options.TryGetValue("$skiptoken", out var token) && !int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out start))
        {
            return GraphReply.Error(StatusCodes.Status400BadRequest, "Directory_ExpiredPageToken", "The specified page token value has expired and can no longer be included in your request.");
        }

        var taken = from(start).Take(size + 1).ToList();
        var page = new Dictionary<string, object> { ["@odata.context"] = $"https://graph.microsoft.com/v1.0/$metadata#{context}" };
        if (taken.Count > size)
        {
            options["$skiptoken"] = taken[size].Place.ToString(CultureInfo.InvariantCulture);
            page["@odata.nextLink"] = QueryHelpers.AddQueryString(address, options!);
        }

        page["value"] = taken.Take(size).Select(one => show(one.Thing)).ToList();
        return GraphReply.Ok(page);
    }

    /// <summary>The refusal of an option beside those known; null where there is none.</summary>
    public static GraphReply? Refusal(IReadOnlyDictionary<string, string> options, params IReadOnlyList<string> known) => options.Keys.FirstOrDefault(key => !known.Contains(key)) is { } unknown
        ? GraphReply.Error(StatusCodes.Status400BadRequest, "Request_UnsupportedQuery", $"The stand-in does not know the query option '{unknown}'.")
        : null;

    public static GraphReply NotFound(string name) => GraphReply.Error(
        StatusCodes.Status404NotFound, "Request_ResourceNotFound", $"Resource '{name}' does not exist or one of its queried reference-property objects are not present.");

    /// <summary>An object by its type ("user") and id alone.</summary>
    public static Dictionary<string, object> Reference(string type, string id) => new() { ["@odata.type"] = $"#microsoft.graph.{type}", ["id"] = id };
}
