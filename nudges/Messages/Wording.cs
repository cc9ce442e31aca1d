using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Nudges.Matching;
using Nudges.Messages.Pages;
using Nudges.Outcomes;

namespace Nudges.Messages;

/// <summary>
/// All that messages say in one language: <c>Languages/{language}.json</c>. A language more is one such file. Places are
/// numbered, so that each language orders them as it needs.
/// </summary>
internal sealed record Wording
{
    private const string Fallback = "en";
    private const string Folder = "Languages/";

    private static readonly Dictionary<string, Wording> ByLanguage = Read();

    /// <summary>Two letters: the name of the file.</summary>
    public string Language { get; private init; } = "";

    public required IReadOnlyList<string> Months { get; init; }

    /// <summary>{0} day, {1} month, {2} year.</summary>
    public required string Date { get; init; }

    /// <summary>By item language: shown where it is not the message's.</summary>
    public required IReadOnlyDictionary<string, string> InLanguage { get; init; }

    public required string Greeting { get; init; }

    public required string GreetingUnnamed { get; init; }

    public required string HeadlineOne { get; init; }

    public required string HeadlineMany { get; init; }

    /// <summary>{0} the first item's title.</summary>
    public required string SubjectTwo { get; init; }

    /// <summary>{0} the first item's title, {1} how many more, at least 2.</summary>
    public required string SubjectMany { get; init; }

    public required string Goal { get; init; }

    /// <summary>{0} how many.</summary>
    public required string Minutes { get; init; }

    /// <summary>Before what a curator says of an item.</summary>
    public required string Note { get; init; }

    public required string Open { get; init; }

    /// <summary>Asks for an answer to an item.</summary>
    public required string Answer { get; init; }

    public required IReadOnlyDictionary<OutcomeKind, string> Answers { get; init; }

    public required string WhyDaily { get; init; }

    public required string WhyCampaign { get; init; }

    public required string Preferences { get; init; }

    public required string Unsubscribe { get; init; }

    public required string Sender { get; init; }

    public required string Because { get; init; }

    public required string BecauseBoth { get; init; }

    /// <summary>Where the first clause names two things: some languages need a comma then.</summary>
    public required string BecausePairAndOther { get; init; }

    /// <summary>What the second clause leaves out when both begin with it; null where a language repeats it.</summary>
    public string? DroppedSubject { get; init; }

    /// <summary>A clause for one term and, where the kind allows it, for two.</summary>
    public required IReadOnlyDictionary<SignalKind, IReadOnlyList<string>> Clauses { get; init; }

    /// <summary>The clause of an outcome to others than the person.</summary>
    public required string UnnamedOutcome { get; init; }

    /// <summary>What the pages behind the links say.</summary>
    public required PageWording Pages { get; init; }

    /// <summary>English where the product does not speak the language.</summary>
    public static Wording In(string language) => ByLanguage.GetValueOrDefault(language) ?? ByLanguage[Fallback];

    public static IReadOnlyCollection<Wording> All => ByLanguage.Values;

    public string On(DateTimeOffset time) => Fill(Date, time.Day, Months[time.Month - 1], time.Year);

    public static string Fill(string pattern, params ReadOnlySpan<object?> values) =>
        string.Format(CultureInfo.InvariantCulture, pattern, values);

    private static Dictionary<string, Wording> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).ToDictionary(
            name => Path.GetFileNameWithoutExtension(name),
            name =>
            {
                using var file = assembly.GetManifestResourceStream(name)!;
                return JsonSerializer.Deserialize<Wording>(file, NudgesJson.Options)! with { Language = Path.GetFileNameWithoutExtension(name) };
            },
            StringComparer.Ordinal);
    }
}
