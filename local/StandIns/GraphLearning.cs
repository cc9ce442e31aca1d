using System.Text.Json;

namespace Nudges.Local.StandIns;

/// <summary>Answers <c>GET</c> on the contents of Viva Learning's providers as Graph v1.0 does.</summary>
/// <param name="providers">Graph's learning providers, each with its learningContents in one object.</param>
internal sealed class GraphLearning(IReadOnlyList<JsonElement> providers)
{
    private const int PageSize = 100;

    /// <param name="path">Without the version: "employeeExperience/learningProviders/{id}/learningContents".</param>
    /// <param name="query">With or without its question mark.</param>
    /// <param name="address">The whole address up to the query.</param>
    public GraphReply Get(string path, string query, string address)
    {
        var collection = new GraphCollection(query, address, PageSize);
        return collection.Refusal ?? path.Trim('/').Split('/') switch
        {
            [_, "learningProviders", var id, "learningContents"] => providers.FirstOrDefault(provider => string.Equals(Company.Text(provider, "id"), id, StringComparison.OrdinalIgnoreCase)) is { ValueKind: JsonValueKind.Object } provider
                ? collection.Page([.. provider.GetProperty("learningContents").EnumerateArray()])
                : GraphReply.Error(StatusCodes.Status404NotFound, "NotFound", $"The learning provider '{id}' does not exist."),
            _ => GraphReply.Error(StatusCodes.Status400BadRequest, "BadRequest", $"The stand-in does not serve '{path}'."),
        };
    }
}
