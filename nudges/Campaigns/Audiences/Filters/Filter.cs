using System.Globalization;
using System.Text;
using Nudges.People;

namespace Nudges.Campaigns.Audiences.Filters;

/// <summary>
/// A condition on one person. Texts are compared without regard to case, to the way letters are composed, or to marks that
/// cannot be seen; what is not known of a person equals nothing and contains nothing. Costs time in proportion to its length.
/// </summary>
public abstract record Filter
{
    private Filter()
    {
    }

    /// <param name="person">Whom it is about.</param>
    /// <param name="day">The day from which "within" counts back.</param>
    public abstract bool Holds(Person person, DateOnly day);

    /// <summary>In the language of <see cref="FilterParser"/>, which reads it back as the same condition.</summary>
    public abstract override string ToString();

    private static string Quote(string text) =>
        $"\"{string.Concat(text.Select(sign => sign is '\\' or '"' or '\u201C' or '\u201D' ? $"\\{sign}" : sign.ToString()))}\"";

    internal static string Plain(string text) => Ascii.IsValid(text)
        ? text.Trim()
        : string.Concat(text.Normalize().Where(sign => char.GetUnicodeCategory(sign) != UnicodeCategory.Format)).Trim();

    public sealed record And(Filter Left, Filter Right) : Filter
    {
        public override bool Holds(Person person, DateOnly day) => Left.Holds(person, day) && Right.Holds(person, day);

        public override string ToString() => $"({Left} and {Right})";
    }

    public sealed record Or(Filter Left, Filter Right) : Filter
    {
        public override bool Holds(Person person, DateOnly day) => Left.Holds(person, day) || Right.Holds(person, day);

        public override string ToString() => $"({Left} or {Right})";
    }

    public sealed record Not(Filter Inner) : Filter
    {
        public override bool Holds(Person person, DateOnly day) => !Inner.Holds(person, day);

        public override string ToString() => $"not {Inner}";
    }

    /// <summary>One of the field's texts is the value.</summary>
    public sealed record Is(FilterField Field, string Value) : Filter
    {
        private readonly string _plain = Plain(Value);

        public override bool Holds(Person person, DateOnly day) =>
            Field.Of(person).Any(text => string.Equals(Plain(text), _plain, StringComparison.OrdinalIgnoreCase));

        public override string ToString() => $"{Field.Name} {(Field.IsList ? "has" : "=")} {Quote(Value)}";
    }

    /// <summary>One of the field's texts has the value somewhere in it.</summary>
    public sealed record Contains(FilterField Field, string Value) : Filter
    {
        private readonly string _plain = Plain(Value);

        public override bool Holds(Person person, DateOnly day) =>
            Field.Of(person).Any(text => Plain(text).Contains(_plain, StringComparison.OrdinalIgnoreCase));

        public override string ToString() => $"{Field.Name} contains {Quote(Value)}";
    }

    /// <summary>Hired on that day or at most so many days before it; not those who have yet to start.</summary>
    public sealed record HiredWithin(int Days) : Filter
    {
        public override bool Holds(Person person, DateOnly day) =>
            person.HireDate is { } hired && day.DayNumber - hired.DayNumber is >= 0 and var age && age <= Days;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"hired within {Days} days");
    }

    public sealed record HiredBefore(DateOnly Date) : Filter
    {
        public override bool Holds(Person person, DateOnly day) => person.HireDate < Date;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"hired before \"{Date:yyyy-MM-dd}\"");
    }

    public sealed record HiredAfter(DateOnly Date) : Filter
    {
        public override bool Holds(Person person, DateOnly day) => person.HireDate > Date;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"hired after \"{Date:yyyy-MM-dd}\"");
    }
}
