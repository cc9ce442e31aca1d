using Microsoft.Graph.Models;
using Nudges.People;
using GraphUser = Microsoft.Graph.Models.User;
using Person = Nudges.People.Person;

namespace Nudges.Integrations.Graph;

/// <summary>Reads Graph's user (https://learn.microsoft.com/graph/api/resources/user) as a <see cref="Person"/>. Anything may be null.</summary>
internal static class GraphPeople
{
    /// <summary>The service name under which Teams' plans are assigned.</summary>
    private const string TeamsService = "TeamspaceAPI";

    /// <summary>What a list gives.</summary>
    public static readonly string[] ListProperties =
    [
        "id", "displayName", "givenName", "mail", "userPrincipalName", "userType", "accountEnabled", "assignedPlans",
        "jobTitle", "department", "officeLocation", "country", "preferredLanguage", "employeeHireDate",
    ];

    /// <summary>What only a read of one user gives. An account without a mailbox fails it as a whole: then it goes without the last.</summary>
    public static readonly string[] ProfileProperties = ["skills", "interests", "responsibilities", "pastProjects"];

    public const string MailboxProperty = "mailboxSettings";

    public static Person FromList(GraphUser user) => new()
    {
        Id = new PersonId(user.Id!),
        DisplayName = Text(user.DisplayName) ?? Text(user.GivenName) ?? Text(user.UserPrincipalName) ?? user.Id!,
        GivenName = Text(user.GivenName),
        Mail = Text(user.Mail),
        UserPrincipalName = Text(user.UserPrincipalName),
        Kind = string.Equals(user.UserType, "Guest", StringComparison.OrdinalIgnoreCase) ? PersonKind.Guest : PersonKind.Employee,
        Enabled = user.AccountEnabled ?? true,
        HasTeams = user.AssignedPlans?.Exists(IsTeams) ?? false,
        JobTitle = Text(user.JobTitle),
        Department = Text(user.Department),
        Office = Text(user.OfficeLocation),
        Country = Text(user.Country),
        Manager = Text(user.Manager?.Id) is { } manager ? new PersonId(manager) : null,
        // Graph writes "never set" as the year 1 in some tenants.
        HireDate = user.EmployeeHireDate is { Year: > 1 } hired ? DateOnly.FromDateTime(hired.UtcDateTime) : null,
        Language = Language(user.PreferredLanguage),
    };

    public static Person Enrich(Person person, GraphUser user) => person with
    {
        Skills = Texts(user.Skills),
        Interests = Texts(user.Interests),
        Responsibilities = Texts(user.Responsibilities),
        PastProjects = Texts(user.PastProjects),
        TimeZone = Text(user.MailboxSettings?.TimeZone),
        Kind = user.MailboxSettings?.UserPurpose switch
        {
            UserPurpose.Shared => PersonKind.SharedMailbox,
            UserPurpose.Room or UserPurpose.Equipment => PersonKind.Room,
            _ => person.Kind,
        },
    };

    private static bool IsTeams(AssignedPlan? plan) =>
        string.Equals(plan?.Service, TeamsService, StringComparison.OrdinalIgnoreCase)
        && string.Equals(plan?.CapabilityStatus, "Enabled", StringComparison.OrdinalIgnoreCase);

    /// <summary>"de-CH" and "DE" are "de"; what is not two letters is the default.</summary>
    private static string Language(string? tag)
    {
        var primary = tag?.Split('-', '_')[0].Trim();
        return primary is [var first, var second] && char.IsAsciiLetter(first) && char.IsAsciiLetter(second)
            ? primary.ToLowerInvariant()
            : "en";
    }

    private static List<string> Texts(List<string>? values) => [.. (values ?? []).Select(Text).OfType<string>()];

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
