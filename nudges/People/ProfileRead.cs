namespace Nudges.People;

/// <summary>What a read of one person gave.</summary>
public sealed record ProfileRead
{
    public required PersonId Id { get; init; }

    /// <summary>False where it could not be read: then nothing else is set but <see cref="Unread"/>.</summary>
    public required bool Read { get; init; }

    /// <summary>Why it could not be read, as the directory says it; null where it was.</summary>
    public string? Unread { get; init; }

    /// <summary>Null where the person has no mailbox that could be read.</summary>
    public PersonKind? Kind { get; init; }

    /// <summary>As <see cref="Person.TimeZone"/>.</summary>
    public string? TimeZone { get; init; }

    public WorkingHours? WorkingHours { get; init; }

    /// <summary>As <see cref="Person.AbsentUntil"/>.</summary>
    public DateTimeOffset? AbsentUntil { get; init; }

    public string? About { get; init; }

    public IReadOnlyList<string> Skills { get; init; } = [];

    public IReadOnlyList<string> Interests { get; init; } = [];

    public IReadOnlyList<string> Responsibilities { get; init; } = [];

    public IReadOnlyList<string> PastProjects { get; init; } = [];

    public IReadOnlyList<string> Schools { get; init; } = [];

    /// <summary>The person with what was read at a time, or with nothing but that it could not be. A guest stays a guest.</summary>
    public Person ApplyTo(Person person, DateTimeOffset readAt) => !Read ? person with { ProfileFailedAt = readAt } : person with
    {
        Kind = person.Kind == PersonKind.Guest ? PersonKind.Guest : Kind ?? person.Kind,
        TimeZone = TimeZone,
        WorkingHours = WorkingHours,
        AbsentUntil = AbsentUntil,
        About = About,
        Skills = Skills,
        Interests = Interests,
        Responsibilities = Responsibilities,
        PastProjects = PastProjects,
        Schools = Schools,
        ProfileReadAt = readAt,
        ProfileFailedAt = null,
    };
}
