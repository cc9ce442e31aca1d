namespace Nudges.People;

/// <summary>When a person says to work, by the clock of their time zone. An <see cref="End"/> before <see cref="Start"/> is on the next day.</summary>
public sealed record WorkingHours
{
    public required IReadOnlyList<DayOfWeek> Days { get; init; }

    public required TimeOnly Start { get; init; }

    public required TimeOnly End { get; init; }
}
