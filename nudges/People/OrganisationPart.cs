namespace Nudges.People;

/// <summary>Who is who and who reports to whom, of the shards that begin alike: enough to find people without reading every shard.</summary>
public sealed record OrganisationPart
{
    public required IReadOnlyList<OrganisationEntry> Entries { get; init; }
}

/// <summary>What finding a person by name or by manager takes.</summary>
public sealed record OrganisationEntry
{
    public required PersonId Id { get; init; }

    /// <summary>Null for none, and for who is their own.</summary>
    public PersonId? Manager { get; init; }

    public string? Mail { get; init; }

    public string? UserPrincipalName { get; init; }

    /// <summary>True for an enabled employee, who is nudged before others who share the address.</summary>
    public bool Preferred { get; init; }

    public static OrganisationEntry Of(Person person) => new()
    {
        Id = person.Id,
        Manager = person.Manager == person.Id ? null : person.Manager,
        Mail = person.Mail,
        UserPrincipalName = person.UserPrincipalName,
        Preferred = person is { Enabled: true, Kind: PersonKind.Employee },
    };
}
