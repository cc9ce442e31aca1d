namespace Nudges.Content;

/// <summary>A word or several that name a skill.</summary>
/// <param name="Skill">Its place in the list.</param>
/// <param name="Text">As the list has it.</param>
/// <param name="Language">Two letters; null: any.</param>
/// <param name="Exact">Whether capitals count.</param>
internal sealed record SkillTerm(int Skill, string Text, string? Language, bool Exact)
{
    /// <summary>As texts are compared.</summary>
    public string Folded { get; } = SkillTerms.Fold(Text);

    public static IEnumerable<SkillTerm> Of(SkillEntry skill, int place) => skill.Aliases.Prepend(skill.Name).Select(text => new SkillTerm(place, text, null, skill.Exact))
        .Concat(skill.Translations.SelectMany(words => words.Value.Select(text => new SkillTerm(place, text, words.Key, skill.Exact))));
}

/// <summary>All words for skills, by the first word of each, so that a text is gone through once.</summary>
internal sealed class SkillTerms
{
    private readonly Dictionary<string, SkillTerm[]>.AlternateLookup<ReadOnlySpan<char>> _byFirstWord;
    private readonly ILookup<string, int> _byText;

    public SkillTerms(IReadOnlyList<SkillEntry> skills)
    {
        var terms = skills.SelectMany(SkillTerm.Of).ToList();
        _byText = terms.ToLookup(term => term.Folded, term => term.Skill, StringComparer.Ordinal);
        _byFirstWord = terms.Where(term => term.Text.Length > 1)
            .GroupBy(term => term.Folded[..WordEnd(term.Folded, 0)])
            .ToDictionary(same => same.Key, same => same.OrderByDescending(term => term.Text.Length).ToArray(), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public IEnumerable<int> Equal(string text) => _byText[Fold(text.Trim())];

    public IReadOnlyList<int> In(string text, string? language)
    {
        var found = new List<int>();
        var folded = Fold(text);
        for (var at = 0; at < folded.Length;)
        {
            if (!IsWordStart(folded, at))
            {
                at++;
                continue;
            }

            var end = WordEnd(folded, at);
            var term = _byFirstWord.TryGetValue(folded.AsSpan(at, end - at), out var terms)
                ? Array.Find(terms, term => (language is null || term.Language is null || term.Language == language) && IsAt(term, text, folded, at))
                : null;
            if (term is not null)
            {
                found.Add(term.Skill);
            }

            at = term is null ? end : at + term.Text.Length;
        }

        return found;
    }

    /// <summary>Lower case, and one character for those that are written alike: as long as the text.</summary>
    public static string Fold(string text) => string.Create(text.Length, text, (folded, original) =>
    {
        for (var at = 0; at < folded.Length; at++)
        {
            folded[at] = original[at] switch
            {
                '-' or '\u00A0' or '\u2010' or '\u2011' or '\u2013' or '\u202F' => ' ',
                '\u2019' => '\'',
                var character => char.ToLowerInvariant(character),
            };
        }
    });

    private static bool IsAt(SkillTerm term, string text, string folded, int at)
    {
        var end = at + term.Text.Length;
        return string.CompareOrdinal(folded, at, term.Folded, 0, term.Folded.Length) == 0
            && (end == folded.Length || !(char.IsLetterOrDigit(folded[end]) || folded[end] is '#' or '+'))
            && (!term.Exact || IsSame(text.AsSpan(at, term.Text.Length), term.Text));
    }

    private static bool IsSame(ReadOnlySpan<char> text, string term)
    {
        for (var at = 0; at < term.Length; at++)
        {
            if (char.IsLetter(term[at]) && text[at] != term[at])
            {
                return false;
            }
        }

        return true;
    }

    // ".NET" starts with its dot; the dot in "ASP.NET" is within a word.
    private static bool IsWordStart(string text, int at) =>
        (at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (char.IsLetterOrDigit(text[at]) || (text[at] == '.' && at + 1 < text.Length && char.IsLetter(text[at + 1])));

    private static int WordEnd(string text, int at)
    {
        do
        {
            at++;
        }
        while (at < text.Length && char.IsLetterOrDigit(text[at]));

        return at;
    }
}
