using System.Text.Json;

namespace Nudges.Local.StandIns;

/// <summary>What Graph has beside people: SharePoint's sites and Viva Learning's providers, from files of the samples.</summary>
internal sealed class GraphStore
{
    private GraphStore(GraphSites sites, GraphLearning learning) => (Sites, Learning) = (sites, learning);

    public GraphSites Sites { get; }

    public GraphLearning Learning { get; }

    /// <summary>From sharepoint.json and viva.json in the folder; there is nothing where they are missing.</summary>
    /// <exception cref="StartFailedException">One cannot be read.</exception>
    public static GraphStore Load(string folder) =>
        new(new GraphSites(Read(Path.Combine(folder, "sharepoint.json"))), new GraphLearning(Read(Path.Combine(folder, "viva.json"))));

    /// <summary>The objects of a file; none where it is missing.</summary>
    /// <exception cref="StartFailedException">It cannot be read.</exception>
    public static IReadOnlyList<JsonElement> Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. document.RootElement.EnumerateArray().Select(one => one.Clone())];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw new StartFailedException($"{path} must be a JSON array of what Microsoft Graph has: {e.Message}");
        }
    }
}
