using System.Globalization;
using Nudges.Bench.Content;
using Nudges.People;

namespace Nudges.Bench.Digest;

/// <summary>People like those of a directory, the same for the same number. In words that <see cref="GeneratedItems"/> use too.</summary>
internal static class GeneratedPeople
{
    public static PersonId IdOf(int number) => new(StableId.From("bench-person", number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Of a hundred, one is a guest, one is disabled and one has no mail address.</summary>
    /// <param name="number">Names the person.</param>
    /// <param name="hours">In how many time zones such people live, of an hour each.</param>
    public static Person Of(int number, int hours = 1)
    {
        var random = new Random(number);
        var mail = string.Create(CultureInfo.InvariantCulture, $"person-{number}@bench.example");
        return new Person
        {
            Id = IdOf(number),
            DisplayName = string.Create(CultureInfo.InvariantCulture, $"Person {number} {GeneratedItems.Pick(random)}"),
            GivenName = GeneratedItems.Pick(random),
            Mail = number % 100 == 3 ? null : mail,
            UserPrincipalName = mail,
            Kind = number % 100 == 1 ? PersonKind.Guest : PersonKind.Employee,
            Enabled = number % 100 != 2,
            JobTitle = GeneratedItems.Text(random, 2),
            Department = GeneratedItems.Pick(random),
            Company = "Bench",
            Office = GeneratedItems.Pick(random),
            Country = "CH",
            Language = (number % 5) switch { 0 => "de", 1 => "fr", _ => "en" },
            TimeZone = hours == 1 ? "Europe/Zurich" : string.Create(CultureInfo.InvariantCulture, $"Etc/GMT{(number % hours) - 12:+0;-0;+0}"),
            About = GeneratedItems.Text(random, 20),
            Skills = [.. Enumerable.Range(0, 5).Select(_ => GeneratedItems.Pick(random))],
            Interests = [.. Enumerable.Range(0, 3).Select(_ => GeneratedItems.Pick(random))],
            Responsibilities = [GeneratedItems.Text(random, 2)],
            PastProjects = [GeneratedItems.Text(random, 2)],
        };
    }
}
