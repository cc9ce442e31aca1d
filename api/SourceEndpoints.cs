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

/// <summary>The page of a site whose feeds are wanted.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DiscoverRequest
{
    /// <summary>http or https.</summary>
    public Uri? Address { get; init; }
}

/// <summary>What a site offers.</summary>
public sealed record DiscoveredFeeds
{
    public required IReadOnlyList<FoundFeed> Feeds { get; init; }

    /// <summary>What is wrong, as a sentence; null where the site could be asked.</summary>
    public string? Problem { get; init; }
}

/// <summary>What became of a list of sources.</summary>
public sealed record ImportedSources
{
    /// <summary>The names of those added.</summary>
    public required IReadOnlyList<string> Added { get; init; }

    /// <summary>A sentence for each entry that was left out.</summary>
    public required IReadOnlyList<string> Skipped { get; init; }
}

internal static class SourceEndpoints
{
    private const int MostPreviewed = 20;
    private const int MostOpmlBytes = 1_000_000;
    private const string OpmlType = "text/x-opml";

    public static void Map(IEndpointRouteBuilder api)
    {
        var sources = api.MapGroup("/sources").RequireAuthorization(Access.LearningProfessional);
        sources.MapGet("", ListAsync).WithSummary("The content sources and how each fares");
        sources.MapPost("", AddAsync).WithSummary("Adds a source; it is read at the next gathering");
        sources.MapPost("/preview", PreviewAsync).WithSummary("What a source would give, without adding it");
        sources.MapPost("/discover", DiscoverAsync).WithSummary("The feeds of a site, by the address of one of its pages");
        sources.MapGet("/opml", WriteOpmlAsync).WithSummary("The sources of kind feed as OPML");
        sources.MapPost("/opml", ReadOpmlAsync).WithSummary("Adds the feeds that an OPML document lists; none of them is trusted yet");
        sources.MapPatch("/{name}", ChangeAsync).WithSummary("Changes a source: pause, trust, tags, address");
        sources.MapDelete("/{name}", DeleteAsync).WithSummary("Deletes a source that was added; its items go with it at the next publishing");
    }

    private static async Task<IReadOnlyList<SourceView>> ListAsync(SourceList list, IDocumentStore documents, CancellationToken cancellationToken)
    {
        var sources = await list.ReadAsync(cancellationToken);
        var groups = sources.Select(SourceList.GroupOf).Distinct().ToList();
        var statuses = groups.Zip(await Task.WhenAll(groups.Select(group => documents.ReadAsync(Documents.SourceStatuses(group), cancellationToken)))).ToDictionary();
        // A source that has moved to another group may still be in its former one.
        return [.. sources.Select(source => View(source, list, statuses[SourceList.GroupOf(source)]?.Value.GetValueOrDefault(source.Name)))];
    }

    private static async Task<Results<Created<SourceView>, ValidationProblem, ProblemHttpResult>> AddAsync(
        SourceRequest request, SourceList list, ContentSources kinds, CancellationToken cancellationToken)
    {
        if (SourceRules.Check(request, kinds, isNew: true) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var source = SourceRules.Apply(request, new SourceDefinition { Name = request.Name!, Address = request.Address!, Trusted = false });
        string? clash = null;
        var added = await list.TryChangeAsync((book, all) => (clash = SourceRules.Clash(source, all)) is null && book.TryAdd(source.Name, source), cancellationToken);
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

    private static async Task<Results<Ok<DiscoveredFeeds>, ValidationProblem>> DiscoverAsync(
        DiscoverRequest request, IFeedFinder finder, CancellationToken cancellationToken)
    {
        if (SourceRules.AddressError(request.Address) is { } error)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["address"] = [error] });
        }

        return TypedResults.Ok(await finder.FindAsync(request.Address!, cancellationToken) switch
        {
            FeedSearch.Searched searched => new DiscoveredFeeds { Feeds = searched.Feeds },
            FeedSearch.Unreadable unreadable => new DiscoveredFeeds { Feeds = [], Problem = unreadable.Reason },
            var other => throw new InvalidOperationException($"Unknown result {other.GetType().Name}."),
        });
    }

    private static async Task<ContentHttpResult> WriteOpmlAsync(SourceList list, IOpml opml, CancellationToken cancellationToken) => TypedResults.Text(
        opml.Write((await list.ReadAsync(cancellationToken)).Where(source => source.Kind == "feed"), "Learning Nudges"), OpmlType, System.Text.Encoding.UTF8);

    private static async Task<Results<Ok<ImportedSources>, ProblemHttpResult>> ReadOpmlAsync(
        HttpRequest request, SourceList list, ContentSources kinds, IOpml opml, CancellationToken cancellationToken)
    {
        if (request.ContentLength is null or > MostOpmlBytes)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status413PayloadTooLarge, detail: $"Send an OPML document of at most {MostOpmlBytes:N0} bytes, with its length.");
        }

        using var document = new MemoryStream();
        await request.Body.CopyToAsync(document, cancellationToken);
        var listed = opml.Read(document.ToArray());
        if (listed is OpmlResult.Unreadable unreadable)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, detail: unreadable.Reason);
        }

        var (proposed, skipped) = (OpmlResult.Listed)listed;
        var (added, left) = (new List<string>(), new List<string>());
        await list.TryChangeAsync((book, known) =>
        {
            (added, left) = ([], [.. skipped]);
            foreach (var source in proposed)
            {
                if (SourceRules.Refusal(source, known, kinds, added.Count) is { } clash)
                {
                    left.Add(clash);
                }
                else if (book.TryAdd(source.Name, source with { Trusted = false }))
                {
                    added.Add(source.Name);
                }
            }

            return added.Count > 0;
        }, cancellationToken);
        return TypedResults.Ok(new ImportedSources { Added = added, Skipped = left });
    }

    private static async Task<Results<Ok<SourceView>, ValidationProblem, ProblemHttpResult>> ChangeAsync(
        string name, SourceRequest request, SourceList list, ContentSources kinds, CancellationToken cancellationToken)
    {
        if (SourceRules.Check(request, kinds, isNew: false) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        SourceDefinition? changed = null;
        string? clash = null;
        await list.TryChangeAsync((book, all) =>
        {
            changed = all.FirstOrDefault(source => source.Name == name) is { } before ? SourceRules.Apply(request, before) : null;
            clash = changed is null ? null : SourceRules.Clash(changed, [.. all.Where(source => source.Name != name)]);
            if (changed is null || clash is not null)
            {
                return false;
            }

            book[name] = changed;
            return true;
        }, cancellationToken);
        return changed is null ? NoSource(name)
            : clash is not null ? TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, detail: clash)
            : TypedResults.Ok(View(changed, list, status: null));
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
