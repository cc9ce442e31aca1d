namespace Nudges.Local.Commands;

/// <summary>A document to try, or why there is none.</summary>
/// <param name="Source">A path or a web address.</param>
/// <param name="Problem">A sentence where there is nothing to read; null where there is.</param>
internal sealed record FeedDocument(string Source, string? Problem = null)
{
    /// <summary>Null for a path.</summary>
    public Uri? Address => IsWeb(Source) && Uri.TryCreate(Source, UriKind.Absolute, out var address) ? address : null;

    public static bool IsWeb(string source) =>
        source.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || source.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Finds the documents that are meant by files, folders and addresses.</summary>
internal static class FeedDocuments
{
    /// <summary>What is tried in a folder.</summary>
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase) { ".xml", ".rss", ".atom", ".rdf", ".json" };

    /// <summary>In the order given; within a folder by path, its own files before those of folders in it. Links to folders are not followed.</summary>
    public static IEnumerable<FeedDocument> Find(IEnumerable<string> sources)
    {
        foreach (var source in sources)
        {
            var document = new FeedDocument(source);
            if (FeedDocument.IsWeb(source))
            {
                yield return document.Address is null ? document with { Problem = $"{source} is no web address." } : document;
            }
            else if (!Directory.Exists(source))
            {
                yield return Path.Exists(source) ? document : document with { Problem = $"{source} does not exist." };
            }
            else
            {
                var found = false;
                foreach (var inside in InFolder(source))
                {
                    found = true;
                    yield return inside;
                }

                if (!found)
                {
                    yield return document with { Problem = $"{source} has no files named {string.Join(", ", Extensions.Select(extension => $"*{extension}"))}." };
                }
            }
        }
    }

    private static IEnumerable<FeedDocument> InFolder(string folder)
    {
        string[] files, folders;
        string? problem = null;
        try
        {
            files = Directory.GetFiles(folder);
            folders = Directory.GetDirectories(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            (files, folders, problem) = ([], [], $"{folder} cannot be read ({failure.Message.TrimEnd('.')}).");
        }

        return (problem is null ? [] : new[] { new FeedDocument(folder, problem) })
            .Concat(files.Where(file => Extensions.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal).Select(file => new FeedDocument(file)))
            .Concat(folders.Where(inside => !File.GetAttributes(inside).HasFlag(FileAttributes.ReparsePoint)).Order(StringComparer.Ordinal).SelectMany(InFolder));
    }
}
