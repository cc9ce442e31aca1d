namespace Nudges.Matching;

/// <summary>How items are weighed.</summary>
public sealed record MatchingOptions
{
    /// <summary>After this time an item counts half as fresh. Default 60 days.</summary>
    public TimeSpan FreshnessHalfLife { get; init; } = TimeSpan.FromDays(60);
}
