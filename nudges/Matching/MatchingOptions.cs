namespace Nudges.Matching;

/// <summary>Skills that the organisation wants of some of its people.</summary>
public sealed record WantedSkills
{
    /// <summary>Words of job titles or departments; empty: of everyone.</summary>
    public IReadOnlyList<string> Of { get; init; } = [];

    public required IReadOnlyList<string> Skills { get; init; }
}

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

    /// <summary>The most that one word of what the person writes about themselves adds.</summary>
    public double AboutWeight { get; init; } = 0.3;

    /// <summary>The most that a skill adds that the organisation wants of such people and the person does not list.</summary>
    public double GapWeight { get; init; } = 0.7;

    /// <summary>The skills that the organisation wants, and of whom.</summary>
    public IReadOnlyList<WantedSkills> Wanted { get; init; } = [];

    /// <summary>What the items that go with one that the person found useful add.</summary>
    public double OutcomeWeight { get; init; } = 1;

    /// <summary>What an item adds that curators mean for such people, for each word that they named and the person has.</summary>
    public double AudienceWeight { get; init; } = 0.3;

    /// <summary>
    /// The most that an item gets that several people of the person's role, department or organisation found useful, where too little else
    /// speaks for it; it comes after all for which enough does. 0: for nobody.
    /// </summary>
    public double FavouriteWeight { get; init; } = 0.4;

    /// <summary>After this time an outcome counts half. Default 180 days.</summary>
    public TimeSpan OutcomeHalfLife { get; init; } = TimeSpan.FromDays(180);

    /// <summary>How strongly items that go with one that was not for the person are held back; 0: not at all.</summary>
    public double DislikeWeight { get; init; } = 2;

    /// <summary>When an item that the person wanted later may be picked again. Default 7 days.</summary>
    public TimeSpan LaterAfter { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// The most that an item gets that nobody has found useful yet: each person is offered other new items each week, so that new ones get
    /// their chance. Never makes an item relevant that is not.
    /// </summary>
    public double ExplorationWeight { get; init; } = 0.05;

    /// <summary>How strongly an item is held back that is about what the person was nudged with lately, or about what stands before it in the nudge; 0: not at all.</summary>
    public double VarietyWeight { get; init; } = 0.3;

    /// <summary>How strongly an item is held back that takes longer than the person's finished ones; 0: not at all.</summary>
    public double LengthWeight { get; init; } = 0.2;

    /// <summary>Minutes that someone takes of whom no finished items are known.</summary>
    public int UsualMinutes { get; init; } = 10;

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
