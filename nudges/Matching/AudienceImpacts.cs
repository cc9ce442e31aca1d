using System.Collections.Concurrent;
using Nudges.People;

namespace Nudges.Matching;

/// <summary>What one language's items are given for those whom curators mean them for, by the words they named. Remembers what job titles hold.</summary>
internal sealed class AudienceImpacts
{
    /// <summary>Titles remembered at most.</summary>
    private const int MostTitles = 10_000;

    private readonly Dictionary<string, Impacts> _words;
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _titles = new(StringComparer.Ordinal);

    public AudienceImpacts(ItemColumns items) => _words = items.Curated
        .SelectMany(item => item.Value.Audience.Distinct(StringComparer.OrdinalIgnoreCase).Select(word => (Word: word, Place: item.Key)))
        .GroupBy(item => item.Word, item => item.Place, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(word => word.Key, word => new Impacts([.. word.Order()], [.. word.Select(_ => 1f)]), StringComparer.OrdinalIgnoreCase);

    /// <summary>The words that are the person's, each once with what it gives.</summary>
    public IEnumerable<(string Word, Impacts Impacts)> Read(Person person)
    {
        if (_words.Count == 0)
        {
            return [];
        }

        if (_titles.Count > MostTitles)
        {
            _titles.Clear();
        }

        var inTitle = person.JobTitle is { } title ? _titles.GetOrAdd(title, text => [.. _words.Keys.Where(word => WholeWords.AreIn(text, word))]) : [];
        return person.Skills.Append(person.Department).OfType<string>().Concat(inTitle).Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(_words.ContainsKey).Select(word => (word, _words[word]));
    }

    /// <summary>Whether it is the person's department, one of their skills, or whole words of their job title.</summary>
    public static bool IsOf(Person person, string word) =>
        word.Equals(person.Department, StringComparison.OrdinalIgnoreCase)
        || WholeWords.AreIn(person.JobTitle, word)
        || person.Skills.Contains(word, StringComparer.OrdinalIgnoreCase);
}
