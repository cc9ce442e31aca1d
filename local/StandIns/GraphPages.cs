using System.Globalization;

namespace Nudges.Local.StandIns;

/// <summary>What Graph's lists of directory objects have in common.</summary>
internal static class GraphPages
{
    private const int DefaultPage = 100;
    private const int LargestPage = 999;

    /// <summary>What <c>$top</c> asks for; null where that cannot be had.</summary>
    public static int? Size(IReadOnlyDictionary<string, string> options) =>
        !options.TryGetValue("$top", out var top) ? DefaultPage
        : int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= LargestPage ? size
        : null;

    public static GraphReply WrongSize(IReadOnlyDictionary<string, string> options) => GraphReply.Error(
        StatusCodes.Status400BadRequest, "Request_UnsupportedQuery", $"Invalid page size specified: '{options["$top"]}'. Must be between 1 and {LargestPage} inclusive.");

    public static GraphReply ExpiredToken() => GraphReply.Error(
        StatusCodes.Status400BadRequest, "Directory_ExpiredPageToken", "The specified page token value has expired and can no longer be included in your request.");
}
