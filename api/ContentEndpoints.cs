using System.Security.Claims;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nudges.Content;
using Nudges.Orchestrations.Content;

namespace Nudges.Api;

/// <summary>A page of the items there are.</summary>
public sealed record ContentView
{
    /// <summary>Items that match the filters.</summary>
    public required int Total { get; init; }

    /// <summary>How many of all items there are in each state.</summary>
    public required IReadOnlyDictionary<CurationState, int> States { get; init; }

    /// <summary>Newest first, undated ones last; those asked for.</summary>
    public required IReadOnlyList<ContentItem> Items { get; init; }
}

/// <summary>Which items to decide about.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ContentSelection
{
    /// <summary>1 to 1,000 ids.</summary>
    public IReadOnlyList<ItemId>? Items { get; init; }
}

/// <summary>What someone did, and how to take it back.</summary>
public sealed record ContentActionView
{
    /// <summary>Names it for <c>POST /api/content/actions/{id}/undo</c>.</summary>
    public required string Action { get; init; }

    public required IReadOnlyList<ItemId> Items { get; init; }
}

/// <summary>What is changed about an item. What is left out stays.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ContentPatch
{
    /// <summary>Why it matters: at most 300 characters on one line, shown in the nudge. "": nothing.</summary>
    public string? Why { get; init; }

    public ContentPriority? Priority { get; init; }

    /// <summary>For whom: at most 10 departments, job titles or skills. []: for everyone.</summary>
    public IReadOnlyList<string>? Audience { get; init; }

    /// <summary>First for everyone to whom it is relevant, until then. A moment that has passed ends it.</summary>
    public DateTimeOffset? PinnedUntil { get; init; }

    /// <summary>What its relevance is multiplied by: 0.25 to 4. 1 ends it.</summary>
    public double? Boost { get; init; }

    /// <summary>When the boost ends.</summary>
    public DateTimeOffset? BoostedUntil { get; init; }
}

internal static class ContentEndpoints
{
    private const int MostSelected = 1_000;
    private const int MostListed = 500;
    private const int LongestId = 60;

    public static void Map(IEndpointRouteBuilder api)
    {
        var content = api.MapGroup("/content").RequireAuthorization(Access.LearningProfessional);
        content.MapGet("", ListAsync).WithSummary("Content items by state, source, kind, language, skill, tag and words");
        content.MapGet("/{id}", GetAsync).WithSummary("One item with what was decided about it");
        content.MapPatch("/{id}", PatchAsync).WithSummary("Says why an item matters, for whom, and how much");
        foreach (var (verb, state) in new[]
        {
            ("approve", CurationState.Approved), ("reject", CurationState.Rejected), ("retire", CurationState.Retired), ("propose", CurationState.Proposed),
        })
        {
            content.MapPost($"/{verb}", (ContentSelection selection, ClaimsPrincipal user, ContentLibrary library, CurationStore curations, CancellationToken cancellationToken) =>
                DecideAsync(selection, state, user, library, curations, cancellationToken)).WithSummary($"Puts up to {MostSelected} items into the state {state}");
        }

        content.MapPost("/actions/{action}/undo", UndoAsync).WithSummary("Takes back what was decided in one action");
    }

    private static async Task<Results<Ok<ContentView>, ValidationProblem>> ListAsync(
        [AsParameters] ContentQuery query, ContentLibrary library, CancellationToken cancellationToken)
    {
        if (query.Check() is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var all = await library.ReadAsync(cancellationToken);
        var found = query.Of(all).ToList();
        return TypedResults.Ok(new ContentView
        {
            Total = found.Count,
            States = all.CountBy(item => item.Curation!.State!.Value).ToDictionary(),
            Items =
            [
                .. found.OrderByDescending(item => item.Published ?? DateTimeOffset.MinValue).ThenBy(item => item.Id.Value, StringComparer.Ordinal)
                    .Skip(query.Skip ?? 0).Take(Math.Min(query.Take ?? 100, MostListed)),
            ],
        });
    }

    private static async Task<Results<Ok<ContentItem>, ProblemHttpResult>> GetAsync(string id, ContentLibrary library, CancellationToken cancellationToken) =>
        (await library.ReadAsync(cancellationToken)).FirstOrDefault(item => item.Id.Value == id) is { } item
            ? TypedResults.Ok(item)
            : NoItem(id);

    private static async Task<Results<Ok<ContentActionView>, ValidationProblem, ProblemHttpResult>> PatchAsync(
        string id, ContentPatch patch, ClaimsPrincipal user, ContentLibrary library, CurationStore curations, TimeProvider time, CancellationToken cancellationToken)
    {
        if (ContentRules.Check(patch, time.GetUtcNow()) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        if ((await library.ReadAsync(cancellationToken)).FirstOrDefault(item => item.Id.Value == id) is not { } item)
        {
            return NoItem(id);
        }

        var action = await curations.DecideAsync([item], By(user), before => ContentRules.Apply(patch, before, time.GetUtcNow()), cancellationToken);
        return TypedResults.Ok(new ContentActionView { Action = action, Items = [item.Id] });
    }

    private static async Task<Results<Ok<ContentActionView>, ValidationProblem>> DecideAsync(
        ContentSelection selection, CurationState state, ClaimsPrincipal user, ContentLibrary library, CurationStore curations, CancellationToken cancellationToken)
    {
        var items = selection.Items?.Distinct().ToList() ?? [];
        if (items.Count is 0 or > MostSelected)
        {
            return Invalid($"Name 1 to {MostSelected} items by their ids.");
        }

        var known = (await library.ReadAsync(cancellationToken)).ToDictionary(item => item.Id);
        if (items.Where(item => !known.ContainsKey(item)).ToList() is { Count: > 0 } unknown)
        {
            return Invalid($"Nothing was decided, as there is no item {string.Join(", ", unknown.Take(5).Select(item => item.Value.Length <= LongestId ? item.Value : item.Value[..LongestId] + "…"))}{(unknown.Count > 5 ? $" and {unknown.Count - 5} more" : "")}.");
        }

        var action = await curations.DecideAsync([.. items.Select(item => known[item])], By(user), before => (before ?? ContentDecision.Undecided) with { State = state }, cancellationToken);
        return TypedResults.Ok(new ContentActionView { Action = action, Items = items });

        static ValidationProblem Invalid(string error) => TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["items"] = [error] });
    }

    private static async Task<Results<Ok<ContentActionView>, ProblemHttpResult>> UndoAsync(string action, CurationStore curations, CancellationToken cancellationToken) =>
        Guid.TryParseExact(action, "N", out _) && await curations.UndoAsync(action, cancellationToken) is { } items
            ? TypedResults.Ok(new ContentActionView { Action = action, Items = items })
            : TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: $"There is no action '{action}'.");

    internal static string By(ClaimsPrincipal user) => user.ObjectId() ?? "unknown";

    private static ProblemHttpResult NoItem(string id) =>
        TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: $"There is no item '{id}'.");
}
