using Nudges.Content;

namespace Nudges.Matching;

/// <summary>Something that may speak for an item, before it is known whether it does.</summary>
internal readonly record struct PossibleSignal(SignalKind Kind, string Term, double Weight);

/// <summary>What a person and a campaign bring to the match, in a fixed order.</summary>
internal static class ProfileSignals
{
    /// <summary>What a person writes about themselves counts by its first so many words, those left out that every text has.</summary>
    private const int MostWords = 40;

    public static List<PossibleSignal> Of(MatchRequest request)
    {
        var (person, options) = (request.Person, request.Options);
        var signals = new List<PossibleSignal>(24);
        AddAll(SignalKind.Topic, options.TopicWeight, request.Topics);
        AddAll(SignalKind.Skill, options.SkillWeight, person.Skills);
        AddOne(SignalKind.Role, options.RoleWeight, person.JobTitle);
        AddOne(SignalKind.Department, options.DepartmentWeight, person.Department);
        AddAll(SignalKind.Interest, options.InterestWeight, person.Interests);
        AddAll(SignalKind.Responsibility, options.ResponsibilityWeight, person.Responsibilities);
        AddAll(SignalKind.Project, options.ProjectWeight, person.PastProjects);
        if (options.Wanted.Count > 0)
        {
            Add(SignalKind.Gap, options.GapWeight, options.Wanted
                .Where(wanted => wanted.Of.Count == 0 || wanted.Of.Any(word => WholeWords.AreIn(person.JobTitle, word) || WholeWords.AreIn(person.Department, word)))
                .SelectMany(wanted => wanted.Skills).Except(person.Skills.Select(skill => skill.Trim()), StringComparer.OrdinalIgnoreCase));
        }

        if (person.About is { } about)
        {
            Add(SignalKind.About, options.AboutWeight, about.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Select(word => word.Trim(',', '.', ';', ':', '!', '?', '(', ')', '"')).Where(word => word.Length > 2 && !LanguageWords.All.ByWord.ContainsKey(word.ToLowerInvariant())).Take(MostWords));
        }

        return signals;

        void Add(SignalKind kind, double weight, IEnumerable<string> terms)
        {
            foreach (var term in terms)
            {
                AddOne(kind, weight, term);
            }
        }

        void AddAll(SignalKind kind, double weight, IReadOnlyList<string> terms)
        {
            for (var place = 0; place < terms.Count; place++)
            {
                AddOne(kind, weight, terms[place]);
            }
        }

        // People list a few of each: looking through them is sooner than a set.
        void AddOne(SignalKind kind, double weight, string? given)
        {
            if (given?.Trim() is not { Length: > 0 } term)
            {
                return;
            }

            for (var place = signals.Count - 1; place >= 0 && signals[place].Kind == kind; place--)
            {
                if (term.Equals(signals[place].Term, StringComparison.OrdinalIgnoreCase))
                {
                    return;
                }
            }

            signals.Add(new PossibleSignal(kind, term, weight));
        }
    }
}
