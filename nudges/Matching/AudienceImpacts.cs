using Nudges.People;

namespace Nudges.Matching;

/// <summary>What one language's items are given for those whom curators mean them for, by the words they named.</summary>
internal sealed class AudienceImpacts
{
    private readonly (string Word, Impacts Impacts)[] _words;

    public AudienceImpacts(ItemColumns items)
    {
        _words =
        [
            .. items.Curated.SelectMany(item => item.Value.Audience.Distinct(StringComparer.OrdinalIgnoreCase).Select(word => (Word: word, Place: item.Key)))
                .GroupBy(item => item.Word, item => item.Place, StringComparer.OrdinalIgnoreCase)
                .OrderBy(word => word.Key, StringComparer.Ordinal)
                .Select(word => (word.Key, new Impacts([.. word.Order()], [.. word.Select(_ => 1f)]))),
        ];
    }

    /// <summary>The words that are the person's, each with what it gives.</summary>
    public IEnumerable<(string Word, Impacts Impacts)> Read(Person person) => _words.Length == 0 ? [] : _words.Where(word => IsOf(person, word.Word));

    /// <summary>Whether it is the person's department, one of their skills, or whole words of their job title.</summary>
    public static bool IsOf(Person person, string word) =>
        word.Equals(person.Department, StringComparison.OrdinalIgnoreCase)
        || WholeWords.AreIn(person.JobTitle, word)
        || person.Skills.Contains(word, StringComparer.OrdinalIgnoreCase);
}
