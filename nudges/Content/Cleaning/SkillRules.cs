namespace Nudges.Content;

/// <summary>What a list of skills must keep to.</summary>
internal static class SkillRules
{
    /// <summary>Shorter words are found only where the skill is <see cref="SkillEntry.Exact"/>.</summary>
    private const int LeastLength = 3;

    /// <summary>A sentence for each problem, that names the skill and the word.</summary>
    public static IEnumerable<string> Problems(IReadOnlyList<SkillEntry> skills)
    {
        var places = skills.Index().ToList();
        var terms = places.SelectMany(place => SkillTerm.Of(place.Item, place.Index)).ToList();
        return
        [
            .. places.Where(place => string.IsNullOrWhiteSpace(place.Item.Name)).Select(place => $"Skill number {place.Index + 1} has no name."),
            .. places.GroupBy(place => SkillTerms.Fold(place.Item.Name)).Where(same => same.Key.Trim().Length > 0 && same.Skip(1).Any())
                .Select(same => $"'{same.First().Item.Name}' is in the list {same.Count()} times, as number {string.Join(" and ", same.Select(place => place.Index + 1))}. Keep one."),
            .. places.SelectMany(place => place.Item.Translations.Keys.Where(language => ContentLanguage.Primary(language) != language)
                .Select(language => $"'{place.Item.Name}': '{language}' is no language. Use its two letters, as in 'de'.")),
            .. terms.Where(term => !string.IsNullOrWhiteSpace(skills[term.Skill].Name))
                .Select(term => Problem(term) is { } problem ? $"'{skills[term.Skill].Name}': {problem}" : null).OfType<string>(),
            .. terms.Where(term => term.Folded.Trim().Length > 0).GroupBy(term => term.Folded)
                .Select(same => (Word: same.First().Text, Names: same.Select(term => skills[term.Skill].Name).Distinct(StringComparer.OrdinalIgnoreCase).ToList()))
                .Where(shared => shared.Names.Count > 1)
                .Select(shared => $"'{shared.Word}' is a word for {string.Join(" and ", shared.Names.Select(name => $"'{name}'"))}. Leave it with one."),
        ];
    }

    private static string? Problem(SkillTerm term) => term.Folded switch
    {
        _ when string.IsNullOrWhiteSpace(term.Text) => "one of its words is empty.",
        _ when term.Text != term.Text.Trim() => $"'{term.Text}' starts or ends with a space.",
        _ when !char.IsLetterOrDigit(term.Text[0]) && term.Text[0] != '.' => $"'{term.Text}' starts with neither a letter, a digit nor a dot.",
        _ when term.Exact => null,
        { Length: < LeastLength } => $"'{term.Text}' is too short to be found whatever its case. Make the skill exact.",
        var folded when IsStopWord(folded, term.Language ?? "en") => $"'{term.Text}' is one of the commonest words of its language. Make the skill exact, or leave the word out.",
        _ => null,
    };

    private static bool IsStopWord(string word, string language) =>
        LanguageWords.All.ByWord.TryGetValue(word, out var languages) && LanguageWords.All.Languages.Index().Any(one => one.Item == language && (languages >> one.Index & 1) == 1);
}
