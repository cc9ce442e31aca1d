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

    /// <summary>What a list gives, and delta follows. Plans are the directory's own property, so that delta has them too.</summary>
    public static readonly string[] ListProperties =
    [
        "id", "displayName", "givenName", "mail", "userPrincipalName", "userType", "accountEnabled", "assignedPlans", "jobTitle",
        "department", "companyName", "officeLocation", "country", "preferredLanguage", "employeeHireDate", "employeeType",
    ];

    /// <summary>What only a read of one user gives. An account without a mailbox fails it as a whole: then it goes without the last.</summary>
    public static readonly string[] ProfileProperties = ["skills", "interests", "responsibilities", "pastProjects", "schools", "aboutMe"];

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
        Company = Text(user.CompanyName),
        EmployeeType = Text(user.EmployeeType),
        Office = Text(user.OfficeLocation),
        Country = Text(user.Country),
        // Graph writes "never set" as the year 1 in some tenants.
        HireDate = user.EmployeeHireDate is { Year: > 1 } hired ? DateOnly.FromDateTime(hired.UtcDateTime) : null,
        Language = Language(user.PreferredLanguage),
    };

    public static ProfileRead FromOne(PersonId id, GraphUser user, DateTimeOffset now) => new()
    {
        Id = id,
        Read = true,
        Kind = GraphMailbox.Kind(user.MailboxSettings),
        TimeZone = Text(user.MailboxSettings?.TimeZone),
        WorkingHours = GraphMailbox.Hours(user.MailboxSettings?.WorkingHours),
        AbsentUntil = GraphMailbox.AbsentUntil(user.MailboxSettings?.AutomaticRepliesSetting, now),
        About = Text(user.AboutMe),
        Skills = Texts(user.Skills),
        Interests = Texts(user.Interests),
        Responsibilities = Texts(user.Responsibilities),
        PastProjects = Texts(user.PastProjects),
        Schools = Texts(user.Schools),
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
