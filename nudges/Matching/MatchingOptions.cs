namespace Nudges.Matching;

/// <summary>How items are weighed. A match's score is the sum of its signals, so every number here is in units of the score.</summary>
public sealed record MatchingOptions
{
    /// <summary>The most that a listed skill adds; the other weights are relative to it.</summary>
    public double SkillWeight { get; init; } = 1;

    /// <summary>The most that the job title adds. Titles are broad.</summary>
    public double RoleWeight { get; init; } = 0.6;

    /// <summary>The most that the department adds. Enough on its own only where few items name it.</summary>
    public double DepartmentWeight { get; init; } = 0.4;

    /// <summary>The most that an interest adds.</summary>
    public double InterestWeight { get; init; } = 0.6;

    /// <summary>The most that a responsibility adds.</summary>
    public double ResponsibilityWeight { get; init; } = 0.7;

    /// <summary>The most that a past project adds.</summary>
    public double ProjectWeight { get; init; } = 0.5;

    /// <summary>The most that one of a campaign's topics adds.</summary>
    public double TopicWeight { get; init; } = 1;

    /// <summary>What an item published this moment adds. Halves with every <see cref="FreshnessHalfLife"/>.</summary>
    public double FreshnessWeight { get; init; } = 0.3;

    /// <summary>After this time an item counts half as fresh. Default 60 days.</summary>
    public TimeSpan FreshnessHalfLife { get; init; } = TimeSpan.FromDays(60);

    /// <summary>How old an item without a date is taken to be. Default 180 days: it neither wins nor is lost.</summary>
    public TimeSpan UndatedAge { get; init; } = TimeSpan.FromDays(180);

    /// <summary>
    /// What an English item's signals count, 0 to 1, for someone whose language is another. 0 offers no English. Items in any
    /// third language are never picked.
    /// </summary>
    public double EnglishFactor { get; init; } = 0.75;

    /// <summary>
    /// The least that all signals but freshness must add up to. Below it an item is noise: an interest that its
    /// summary mentions in passing, or no more than the department.
    /// </summary>
    public double LeastRelevance { get; init; } = 0.2;
}
