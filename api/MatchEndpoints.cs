using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Nudges.Content;
using Nudges.Matching;
using Nudges.Messages;
using Nudges.Orchestrations;
using Nudges.Orchestrations.Content;
using Nudges.Orchestrations.People;
using Nudges.Orchestrations.Runs;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Api;

/// <summary>What the latest catalogue has for a person now, best first.</summary>
public sealed record MatchesView
{
    public required string CatalogueVersion { get; init; }

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
        [ExclusionRule.NotInCatalogue] = "It is not in the catalogue: nobody has approved it, it is retired, or there is no such item.",
        [ExclusionRule.Seen] = "The person was nudged with it before.",
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
        string id, PeopleReader people, IDocumentStore documents, ShardHistories histories, CatalogueCache catalogues, IOptions<NudgeOptions> options, TimeProvider time,
        CancellationToken cancellationToken, bool explain = false, int skip = 0, int take = 50)
    {
        if (await AskAsync(id, people, documents, histories, options, time, cancellationToken) is not { } asked)
        {
            return Unknown(id);
        }

        var catalogue = await catalogues.GetAsync(asked.Catalogue, asked.Neighbours, cancellationToken);
        var ranked = catalogue.Index.Rank(asked.Request);
        return TypedResults.Ok(new MatchesView
        {
            CatalogueVersion = asked.Catalogue,
            Total = ranked.Count,
            Matches =
            [
                .. ranked.Skip(Math.Max(0, skip)).Take(Math.Clamp(take, 1, MostListed)).Select(match => new MatchView
                {
                    Item = match.Item,
                    Title = catalogue.Items[match.Item].Title,
                    Address = catalogue.Items[match.Item].Address,
                    Score = match.Score,
                    Reason = Reasons.Sentence(match, asked.Request.Person.Language),
                    Signals = explain ? match.Signals : null,
                }),
            ],
        });
    }

    private static async Task<Results<Ok<WhyView>, ProblemHttpResult>> WhyAsync(
        string id, string item, PeopleReader people, IDocumentStore documents, ShardHistories histories, CatalogueCache catalogues, IOptions<NudgeOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await AskAsync(id, people, documents, histories, options, time, cancellationToken) is not { } asked)
        {
            return Unknown(id);
        }

        var catalogue = await catalogues.GetAsync(asked.Catalogue, asked.Neighbours, cancellationToken);
        var why = Explanation.Of(catalogue.Index, catalogue.Items, asked.Request, new ItemId(item));
        return TypedResults.Ok(new WhyView
        {
            Item = why.Item,
            Rank = why.Rank,
            Rule = why.Rule,
            Sentence = why.Rule is { } rule ? Sentences[rule] : FormattableString.Invariant($"It is number {why.Rank} of what would be picked for the person."),
            Signals = why.Match?.Signals ?? [],
        });
    }

    /// <summary>The person, what they have seen and the catalogue that a run would pin now; null where there is no such person or nothing published.</summary>
    private static async Task<Asked?> AskAsync(
        string id, PeopleReader people, IDocumentStore documents, ShardHistories histories, IOptions<NudgeOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await people.LatestAsync(cancellationToken) is not { } version
            || await documents.ReadAsync(Documents.LatestCatalogue, cancellationToken) is not { } catalogue
            || await people.PersonAsync(version, new PersonId(id), cancellationToken) is not { } person)
        {
            return null;
        }

        var history = await histories.ReadAsync(version, version.Shards.ShardOf(person.Id), cancellationToken);
        var now = time.GetUtcNow();
        var neighbours = await documents.ReadAsync(Documents.LatestNeighbours, cancellationToken);
        return new Asked(catalogue.Value, neighbours?.Value, new MatchRequest
        {
            Person = person,
            AsOf = now,
            Count = 1,
            Seen = history.PastOf(person.Id, run: null).SelectMany(nudge => nudge.Items).ToHashSet(),
            Outcomes = history.OutcomesOf(person.Id),
            Recent = history.RecentOf(person.Id, run: null, now),
            Options = options.Value.Matching,
        });
    }

    private static ProblemHttpResult Unknown(string id) =>
        TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: $"There is no person '{id}', or nothing has been gathered yet.");

    private sealed record Asked(string Catalogue, string? Neighbours, MatchRequest Request);
}
