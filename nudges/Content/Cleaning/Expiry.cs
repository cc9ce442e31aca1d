namespace Nudges.Content;

/// <summary>How long items are offered, in days by their kind, 1 or more; null: for ever.</summary>
public sealed record ExpiryOptions
{
    /// <summary>365 days.</summary>
    public int? ArticleDays { get; init; } = 365;

    /// <summary>730 days.</summary>
    public int? VideoDays { get; init; } = 730;

    /// <summary>730 days.</summary>
    public int? PodcastDays { get; init; } = 730;

    /// <summary>For ever.</summary>
    public int? CourseDays { get; init; }

    /// <summary>For ever.</summary>
    public int? DocumentDays { get; init; }
}

/// <summary>Tells when an item is too old to be offered.</summary>
public static class Expiry
{
    /// <summary>True from the moment the item is as old as its kind may become: since it was published, or first seen where no date is known.</summary>
    public static bool IsExpired(ContentItem item, DateTimeOffset firstSeen, DateTimeOffset now, ExpiryOptions options) =>
        Days(item.Kind, options) is { } days && now - (item.Published ?? firstSeen) >= TimeSpan.FromDays(days);

    private static int? Days(ContentKind kind, ExpiryOptions options) => kind switch
    {
        ContentKind.Article => options.ArticleDays,
        ContentKind.Video => options.VideoDays,
        ContentKind.Podcast => options.PodcastDays,
        ContentKind.Course => options.CourseDays,
        ContentKind.Document => options.DocumentDays,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind."),
    };
}
