using Nudges.People;

namespace Nudges.Campaigns.Audiences.Filters;

/// <summary>What a filter may ask of a person.</summary>
public sealed record FilterField
{
    private readonly Func<Person, IReadOnlyList<string>> _of;

    private FilterField(string name, bool isList, Func<Person, IReadOnlyList<string>> of) => (Name, IsList, _of) = (name, isList, of);

    public static IReadOnlyList<FilterField> All { get; } =
    [
        One("department", person => person.Department),
        One("title", person => person.JobTitle),
        One("office", person => person.Office),
        One("country", person => person.Country),
        One("language", person => person.Language),
        One("company", person => person.Company),
        One("employeeType", person => person.EmployeeType),
        new FilterField("skills", isList: true, person => person.Skills),
    ];

    public string Name { get; }

    /// <summary>True where a person has any number of them.</summary>
    public bool IsList { get; }

    internal IReadOnlyList<string> Of(Person person) => _of(person);

    private static FilterField One(string name, Func<Person, string?> of) => new(name, isList: false, person => of(person) is { } text ? [text] : []);
}
