namespace Nudges.Matching;

/// <summary>Something that may speak for an item, before it is known whether it does.</summary>
internal readonly record struct PossibleSignal(SignalKind Kind, string Term, double Weight);

/// <summary>What a person and a campaign bring to the match, in a fixed order.</summary>
internal static class ProfileSignals
{
    public static List<PossibleSignal> Of(MatchRequest request, MatchingOptions options)
    {
        var person = request.Person;
        var signals = new List<PossibleSignal>();
        Add(SignalKind.Topic, options.TopicWeight, request.Topics);
        Add(SignalKind.Skill, options.SkillWeight, person.Skills);
        Add(SignalKind.Role, options.RoleWeight, [person.JobTitle ?? ""]);
        Add(SignalKind.Department, options.DepartmentWeight, [person.Department ?? ""]);
        Add(SignalKind.Interest, options.InterestWeight, person.Interests);
        Add(SignalKind.Responsibility, options.ResponsibilityWeight, person.Responsibilities);
        Add(SignalKind.Project, options.ProjectWeight, person.PastProjects);
        return signals;

        void Add(SignalKind kind, double weight, IReadOnlyList<string> terms)
        {
            foreach (var term in terms.Select(term => term.Trim()).Where(term => term.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase))
            {
                signals.Add(new PossibleSignal(kind, term, weight));
            }
        }
    }
}
