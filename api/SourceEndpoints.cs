using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nudges.Content;
using Nudges.Orchestrations.Content;
using Nudges.Storage;

namespace Nudges.Api;

/// <summary>A source, and how it fares.</summary>
public sealed record SourceView
{
    public required SourceDefinition Source { get; init; }

    /// <summary>True where the settings give it: it can be changed and paused here, not deleted.</summary>
    public required bool Configured { get; init; }

    /// <summary>Null before it was first read.</summary>
    public SourceStatus? Status { get; init; }
}

/// <summary>What adds a source, or shows what it would give.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SourceRequest
{
    /// <summary>Lower-case letters, digits and dashes, at most 60; shown to people.</summary>
    public string? Name { get; init; }

    /// <summary>Default: feed.</summary>
    public string? Kind { get; init; }

    /// <summary>http or https.</summary>
    public Uri? Address { get; init; }

    /// <summary>Two letters; of items that do not say their own. Default: en.</summary>
    public string? Language { get; init; }

    /// <summary>Tags that each item gets, at most 10.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>True: its items need no approval. Default for a new source: false.</summary>
    public bool? Trusted { get; init; }

    /// <summary>True: not read for now.</summary>
    public bool? Paused { get; init; }
}

/// <summary>What a source gives at this moment. Nothing of it is kept.</summary>
public sealed record SourcePreview
{
    /// <summary>Items it gives in all.</summary>
    public required int Total { get; init; }

    /// <summary>The first 20, as it lists them.</summary>
    public required IReadOnlyList<ContentItem> Items { get; init; }

    /// <summary>What is wrong, as a sentence; null where all is well.</summary>
    public string? Problem { get; init; }
}

internal static class SourceEndpoints
{
    private const int MostPreviewed = 20;

    public static void Map(IEndpointRouteBuilder api)
    {
        var sources = api.MapGroup("/sources").RequireAuthorization(Access.LearningProfessional);
        sources.MapGet("", ListAsync).WithSummary("The content sources and how each fares");
        sources.MapPost("", AddAsync).WithSummary("Adds a source; it is read at the next gathering");
        sources.MapPost("/preview", PreviewAsync).WithSummary("What a source would give, without adding it");
        sources.MapPatch("/{name}", ChangeAsync).WithSummary("Changes a source: pause, trust, tags, address");
        sources.MapDelete("/{name}", DeleteAsync).WithSummary("Deletes a source that was added; its items go with it at the next publishing");
    }

    private static async Task<IReadOnlyList<SourceView>> ListAsync(SourceList list, IDocumentStore documents, CancellationToken cancellationToken)
    {
        var sources = await list.ReadAsync(cancellationToken);
        var groups = sources.Select(SourceList.GroupOf).Distinct().ToList();
        var statuses = (await Task.WhenAll(groups.Select(group => documents.ReadAsync(Documents.SourceStatuses(group), cancellationToken))))
            .SelectMany(group => group?.Value ?? new Dictionary<string, SourceStatus>()).ToDictionary();
        return [.. sources.Select(source => View(source, list, statuses.GetValueOrDefault(source.Name)))];
    }

    private static async Task<Results<Created<SourceView>, ValidationProblem, ProblemHttpResult>> AddAsync(
        SourceRequest request, SourceList list, ContentSources kinds, CancellationToken cancellationToken)
    {
        if (SourceRules.Check(request, kinds, isNew: true) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var source = SourceRules.Apply(request, new SourceDefinition { Name = request.Name!, Address = request.Address!, Trusted = false });
        var clash = "";
        var added = await list.TryChangeAsync((book, all) =>
        {
            clash = all.Count >= SourceList.Most ? $"There are {SourceList.Most} sources already."
                : all.FirstOrDefault(one => one.Name == source.Name) is not null ? $"There is a source '{source.Name}' already."
                : all.FirstOrDefault(one => one.Address == source.Address) is { } same ? $"The source '{same.Name}' has that address already."
                : "";
            return clash.Length == 0 && book.TryAdd(source.Name, source);
        }, cancellationToken);
        return added
            ? TypedResults.Created($"/api/sources/{source.Name}", View(source, list, status: null))
            : TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, detail: clash);
    }

    private static async Task<Results<Ok<SourcePreview>, ValidationProblem>> PreviewAsync(
        SourceRequest request, ContentSources kinds, CancellationToken cancellationToken)
    {
        if (SourceRules.Check(request with { Name = request.Name ?? "preview" }, kinds, isNew: true) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var source = SourceRules.Apply(request, new SourceDefinition { Name = request.Name ?? "preview", Address = request.Address! });
        return TypedResults.Ok(await kinds[source.Kind].FetchAsync(source, mark: null, cancellationToken) switch
        {
            SourceResult.Fetched fetched => new SourcePreview { Total = fetched.Items.Count, Items = [.. fetched.Items.Take(MostPreviewed)], Problem = fetched.Warning },
            SourceResult.Unreadable unreadable => new SourcePreview { Total = 0, Items = [], Problem = unreadable.Reason },
            var other => throw new InvalidOperationException($"Unexpected result {other.GetType().Name}."),
        });
    }

    private static async Task<Results<Ok<SourceView>, ValidationProblem, ProblemHttpResult>> ChangeAsync(
        string name, SourceRequest request, SourceList list, ContentSources kinds, CancellationToken cancellationToken)
    {
        if (SourceRules.Check(request, kinds, isNew: false) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        SourceDefinition? changed = null;
        await list.TryChangeAsync((book, all) =>
        {
            changed = all.FirstOrDefault(source => source.Name == name) is { } before ? SourceRules.Apply(request, before) : null;
            if (changed is not null)
            {
                book[name] = changed;
            }

            return changed is not null;
        }, cancellationToken);
        return changed is not null ? TypedResults.Ok(View(changed, list, status: null)) : NoSource(name);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string name, SourceList list, CancellationToken cancellationToken)
    {
        if (list.IsConfigured(name))
        {
            return TypedResults.Problem(
                statusCode: StatusCodes.Status409Conflict,
                detail: $"The settings give the source '{name}'. Take it out of Nudges:Sources there, or pause it here.");
        }

        return await list.TryChangeAsync((book, _) => book.Remove(name), cancellationToken) ? TypedResults.NoContent() : NoSource(name);
    }

    private static ProblemHttpResult NoSource(string name) =>
        TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: $"There is no source '{name}'.");

    private static SourceView View(SourceDefinition source, SourceList list, SourceStatus? status) =>
        new() { Source = source, Configured = list.IsConfigured(source.Name), Status = status };
}
