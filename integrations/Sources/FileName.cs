using Nudges.Content;

namespace Nudges.Integrations.Sources;

/// <summary>What the name of a file tells.</summary>
internal static class FileName
{
    /// <summary>The name without its extension, its dashes and underscores read as spaces; "" where there is none.</summary>
    public static string Title(string name) => Path.GetFileNameWithoutExtension(name).Replace('_', ' ').Replace('-', ' ').Trim();

    /// <summary>The name at the end of an address; "" where its path ends with a slash.</summary>
    public static string Of(Uri address) => Uri.UnescapeDataString(address.Segments[^1]).Trim('/');

    /// <summary>A document, unless the extension or the media type says that it is watched or heard.</summary>
    public static ContentKind Kind(string name, string? mediaType = null) => (Path.GetExtension(name).ToLowerInvariant(), mediaType?.Split('/')[0]) switch
    {
        (_, "video") or (".mp4" or ".m4v" or ".mov" or ".webm" or ".wmv", _) => ContentKind.Video,
        (_, "audio") or (".mp3" or ".m4a" or ".wav" or ".ogg", _) => ContentKind.Podcast,
        _ => ContentKind.Document,
    };
}
