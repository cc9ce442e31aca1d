using System.Text.Json.Serialization;

namespace Nudges.People;

/// <summary>Names an employee: the directory's own object id.</summary>
[JsonConverter(typeof(TextIdConverter<PersonId>))]
public readonly record struct PersonId(string Value) : ITextId<PersonId>
{
    public static PersonId Create(string value) => new(value);

    public override string ToString() => Value;
}

public enum PersonKind
{
    Employee,
    Guest,
    SharedMailbox,
    Room,
}

/// <summary>What is known of an employee. Everything but the id may be missing in a real directory.</summary>
public sealed record Person
{
    public required PersonId Id { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>For the greeting; null where the directory has none.</summary>
    public string? GivenName { get; init; }

    /// <summary>Mail address; null where the directory has none.</summary>
    public string? Mail { get; init; }

    public string? UserPrincipalName { get; init; }

    public PersonKind Kind { get; init; } = PersonKind.Employee;

    /// <summary>False for accounts that may not sign in: leavers, most shared mailboxes.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>True when the directory shows an enabled Teams licence, so that a bot can reach the person there.</summary>
    public bool HasTeams { get; init; }

    public string? JobTitle { get; init; }

    public string? Department { get; init; }

    public string? Company { get; init; }

    /// <summary>As the directory has it, as "Employee" or "Contractor".</summary>
    public string? EmployeeType { get; init; }

    public string? Office { get; init; }

    public string? Country { get; init; }

    public PersonId? Manager { get; init; }

    public DateOnly? HireDate { get; init; }

    /// <summary>Two-letter ISO 639-1 language, lower case; "en" where the directory has none.</summary>
    public string Language { get; init; } = "en";

    /// <summary>IANA or Windows time zone id as the mailbox has it; null where unknown.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Null where unknown.</summary>
    public WorkingHours? WorkingHours { get; init; }

    /// <summary>Automatic replies are on until then; <see cref="DateTimeOffset.MaxValue"/> where they have no end, null where they are off or unknown.</summary>
    public DateTimeOffset? AbsentUntil { get; init; }

    public string? About { get; init; }

    public IReadOnlyList<string> Skills { get; init; } = [];

    public IReadOnlyList<string> Interests { get; init; } = [];

    public IReadOnlyList<string> Responsibilities { get; init; } = [];

    public IReadOnlyList<string> PastProjects { get; init; } = [];

    public IReadOnlyList<string> Schools { get; init; } = [];

    /// <summary>When all but the id was erased; null for who was not.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>When the profile, the mailbox's part included, was last read; null for never.</summary>
    public DateTimeOffset? ProfileReadAt { get; init; }

    /// <summary>When reading the profile failed; null where the last read did not.</summary>
    public DateTimeOffset? ProfileFailedAt { get; init; }
}
