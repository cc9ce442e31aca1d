using System.Text.Json;

namespace Nudges.Local.Tests.Feeds;

/// <summary>A test over the reference feeds; skipped, saying so, where they are not beside the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFeedsFactAttribute : FactAttribute
{
    public SharedFeedsFactAttribute()
    {
        if (SharedFeeds.Folder is null)
        {
            Skip = "The reference feeds (shared/data/feeds beside the repository) are absent.";
        }
    }
}

/// <summary>Feed documents of each format with the results that another, well-tried reader expects of them.</summary>
internal static class SharedFeeds
{
    public static string? Folder { get; } = Find();

    /// <summary>Each document that has an expected result, with it.</summary>
    public static IEnumerable<KeyValuePair<string, JsonElement>> Documents()
    {
        foreach (var expected in Directory.EnumerateFiles(Folder!, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var document = expected.EndsWith("_expected.json", StringComparison.Ordinal)
                ? expected.Replace("_expected.json", ".json", StringComparison.Ordinal)
                : Path.ChangeExtension(expected, ".xml");
            if (document != expected && File.Exists(document))
            {
                using var json = JsonDocument.Parse(File.ReadAllText(expected));
                yield return KeyValuePair.Create(document, json.RootElement.Clone());
            }
        }
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(Repository.Root); folder is not null; folder = folder.Parent)
        {
            var shared = Path.Combine(folder.FullName, "shared", "data", "feeds");
            if (Directory.Exists(shared))
            {
                return shared;
            }
        }

        return null;
    }
}
