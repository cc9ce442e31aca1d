namespace Nudges.Matching.Weights;

/// <summary>The weights of <see cref="MatchingOptions"/> by the kind of signal that they weigh.</summary>
public static class SignalWeights
{
    private static readonly SignalKind[] Kinds =
    [
        SignalKind.Skill, SignalKind.Role, SignalKind.Department, SignalKind.Interest, SignalKind.Responsibility, SignalKind.Project,
        SignalKind.Topic, SignalKind.Gap, SignalKind.About, SignalKind.Outcome, SignalKind.Freshness,
    ];

    /// <summary>
    /// The kinds whose weights outcomes may change, in a fixed order. Not exploration: it is there to find out what outcomes do not tell yet. Not
    /// favourites: they are made of the same outcomes. Not the audience: that is for curators to say.
    /// </summary>
    public static IReadOnlyList<SignalKind> Learnable => Kinds;

    /// <summary>Its place among them; null where it is not.</summary>
    internal static int? PlaceOf(SignalKind kind) => Array.IndexOf(Kinds, kind) is >= 0 and var place ? place : null;

    public static double Of(MatchingOptions options, SignalKind kind) => kind switch
    {
        SignalKind.Skill => options.SkillWeight,
        SignalKind.Role => options.RoleWeight,
        SignalKind.Department => options.DepartmentWeight,
        SignalKind.Interest => options.InterestWeight,
        SignalKind.Responsibility => options.ResponsibilityWeight,
        SignalKind.Project => options.ProjectWeight,
        SignalKind.Topic => options.TopicWeight,
        SignalKind.Gap => options.GapWeight,
        SignalKind.About => options.AboutWeight,
        SignalKind.Outcome => options.OutcomeWeight,
        SignalKind.Audience => options.AudienceWeight,
        SignalKind.RoleFavourite or SignalKind.DepartmentFavourite or SignalKind.CompanyFavourite => options.FavouriteWeight,
        SignalKind.Freshness => options.FreshnessWeight,
        SignalKind.Exploration => options.ExplorationWeight,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
    };

    /// <summary>The options with each weight times its kind's multiplier, 1 where there is none. What is 0 stays 0.</summary>
    public static MatchingOptions Times(this MatchingOptions options, IReadOnlyDictionary<SignalKind, double> multipliers)
    {
        return options with
        {
            SkillWeight = Weight(SignalKind.Skill),
            RoleWeight = Weight(SignalKind.Role),
            DepartmentWeight = Weight(SignalKind.Department),
            InterestWeight = Weight(SignalKind.Interest),
            ResponsibilityWeight = Weight(SignalKind.Responsibility),
            ProjectWeight = Weight(SignalKind.Project),
            TopicWeight = Weight(SignalKind.Topic),
            GapWeight = Weight(SignalKind.Gap),
            AboutWeight = Weight(SignalKind.About),
            OutcomeWeight = Weight(SignalKind.Outcome),
            FreshnessWeight = Weight(SignalKind.Freshness),
        };

        double Weight(SignalKind kind) => Of(options, kind) * multipliers.GetValueOrDefault(kind, 1);
    }
}
