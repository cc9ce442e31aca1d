using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nudges.Content;
using Nudges.Matching;
using Nudges.Messages;
using Nudges.Orchestrations.Content;
using Nudges.Orchestrations.Runs;
using Nudges.People;

namespace Nudges.Api;

/// <summary>What the latest catalogue has for a person now, best first.</summary>
public sealed record MatchesView
{
    public required string CatalogueVersion { get; init; }

    /// <summary>Which learning the items are weighed by; null where as the settings say.</summary>
    public string? WeightsVersion { get; init; }

    /// <summary>All items that speak to the person, whatever was asked for.</summary>
    public required int Total { get; init; }

    public required IReadOnlyList<MatchView> Matches { get; init; }
}

/// <summary>An item for a person, with the reason.</summary>
public sealed record MatchView
{
    public required ItemId Item { get; init; }

    public required string Title { get; init; }

    public required Uri Address { get; init; }

    public required double Score { get; init; }

    /// <summary>In the person's language.</summary>
    public required string Reason { get; init; }

    /// <summary>What gave the score, greatest share first; absent unless asked to explain.</summary>
    public IReadOnlyList<Signal>? Signals { get; init; }
}

/// <summary>Where one item stands for a person: its place, or the rule that keeps it out.</summary>
public sealed record WhyView
{
    /// <summary>The item's own id, also where one that it stands for was asked for.</summary>
    public required ItemId Item { get; init; }

    /// <summary>Its place among what would be picked, from 1; null where a rule keeps it out.</summary>
    public int? Rank { get; init; }

    public ExclusionRule? Rule { get; init; }

    /// <summary>The rule, or the place, as an English sentence.</summary>
    public required string Sentence { get; init; }

    public IReadOnlyList<Signal> Signals { get; init; } = [];
}

internal static class MatchEndpoints
{
    private const int MostListed = 200;

    private static readonly Dictionary<ExclusionRule, string> Sentences = new()
    {
        [ExclusionRule.Unknown] = "There is no such item, or none any more.",
        [ExclusionRule.NotYetApproved] = "Nobody has approved it yet.",
        [ExclusionRule.Rejected] = "A curator has rejected it.",
        [ExclusionRule.Retired] = "It is retired: by a curator, for its age, or as its link is dead.",
        [ExclusionRule.NotYetPublished] = "It is approved, and not in the latest catalogue yet.",
        [ExclusionRule.Muted] = "It is about a topic that the person has muted.",
        [ExclusionRule.Seen] = "The person was nudged with it before, or has done something with it.",
        [ExclusionRule.OtherLanguage] = "It is neither in the person's language nor in English.",
        [ExclusionRule.OffTopic] = "It is on none of the topics asked for.",
        [ExclusionRule.TooLittleRelevant] = "Too little that is known of the person speaks for it.",
        [ExclusionRule.BetterAlike] = "A better item of the same source, or with the same title, is picked in its place.",
    };

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/people/{id}/matches", ListAsync).RequireAuthorization(Access.LearningProfessional)
            .WithSummary("The whole ranking for a person, with its reasons where explain=true");
        api.MapGet("/people/{id}/matches/{item}", WhyAsync).RequireAuthorization(Access.LearningProfessional)
            .WithSummary("Why an item is, or is not, for a person");
    }

    private static async Task<Results<Ok<MatchesView>, ProblemHttpResult>> ListAsync(
        string id, PersonalMatches matches, CancellationToken cancellationToken, bool explain = false, int skip = 0, int take = 50)
    {
        if (await matches.RequestAsync(new PersonId(id), cancellationToken) is not { } asked)
        {
            return Unknown(id);
        }

        var ranked = asked.Catalogue.Index.Rank(asked.Request);
        return TypedResults.Ok(new MatchesView
        {
            CatalogueVersion = asked.Choice.CatalogueVersion,
            WeightsVersion = asked.Choice.WeightsVersion,
            Total = ranked.Count,
            Matches =
            [
                .. ranked.Skip(Math.Max(0, skip)).Take(Math.Clamp(take, 1, MostListed)).Select(Reasons.ForOthers).Select(match => new MatchView
                {
                    Item = match.Item,
                    Title = asked.Catalogue.Items[match.Item].Title,
                    Address = asked.Catalogue.Items[match.Item].Address,
                    Score = match.Score,
                    Reason = Reasons.Sentence(match, asked.Request.Person.Language),
                    Signals = explain ? match.Signals : null,
                }),
            ],
        });
    }

    private static async Task<Results<Ok<WhyView>, ProblemHttpResult>> WhyAsync(
        string id, string item, PersonalMatches matches, ContentLibrary library, CancellationToken cancellationToken)
    {
        if (await matches.RequestAsync(new PersonId(id), cancellationToken) is not { } asked)
        {
            return Unknown(id);
        }

        var asksFor = new ItemId(item);
        var known = asked.Catalogue.Items.ContainsKey(asksFor) ? null : (await library.ReadAsync(cancellationToken)).FirstOrDefault(one => one.IsKnownBy(asksFor));
        var why = Explanation.Of(asked.Catalogue.Index, asked.Catalogue.Items, asked.Request, asksFor, known);
        return TypedResults.Ok(new WhyView
        {
            Item = why.Item,
            Rank = why.Rank,
            Rule = why.Rule,
            Sentence = why.Rule is { } rule ? Sentences[rule] : FormattableString.Invariant($"It is number {why.Rank} of what would be picked for the person."),
            Signals = why.Match is { } match ? Reasons.ForOthers(match).Signals : [],
        });
    }

    private static ProblemHttpResult Unknown(string id) =>
        TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: $"There is no person '{id}', or nothing has been gathered yet.");
}
