using System.Security.Claims;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nudges.Content;
using Nudges.Orchestrations.Content;

namespace Nudges.Api;

/// <summary>An item that someone names by its address.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PickRequest
{
    /// <summary>http or https, at most 2,000 characters. Title, summary, picture and length are taken from the page.</summary>
    public Uri? Address { get; init; }

    /// <summary>Why it matters, at most 300 characters on one line; shown in the nudge.</summary>
    public string? Why { get; init; }
}

internal static class PickEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/content", PickAsync).RequireAuthorization(Access.LearningProfessional)
            .WithSummary("Adds an item by its address, approved; one that there is already is approved");
        api.MapPost("/content/suggestions", SuggestAsync).WithSummary("Suggests an item by its address; a learning professional decides");
    }

    private static async Task<Results<Created<ContentItem>, ValidationProblem>> PickAsync(
        PickRequest request, ClaimsPrincipal user, IPageReader pages, ManualContent content, TimeProvider time, CancellationToken cancellationToken)
    {
        var (item, errors) = await ReadAsync(request, ManualContent.Picks, pages, time, cancellationToken);
        if (item is null)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var picked = await content.PickAsync(item, ContentEndpoints.By(user), request.Why?.Trim(), cancellationToken);
        return TypedResults.Created($"/api/content/{picked.Id}", picked);
    }

    /// <summary>What there is already stays as it is; what was decided about it is the curators' alone.</summary>
    private static async Task<Results<Created<ContentItem>, Ok<ContentItem>, ValidationProblem>> SuggestAsync(
        PickRequest request, ClaimsPrincipal user, IPageReader pages, ManualContent content, ContentLibrary library, TimeProvider time, CancellationToken cancellationToken)
    {
        var (item, errors) = await ReadAsync(request, ManualContent.Suggestions, pages, time, cancellationToken);
        if (item is null)
        {
            return TypedResults.ValidationProblem(errors);
        }

        if ((await library.ReadAsync(cancellationToken)).FirstOrDefault(known => known.IsKnownBy(item.Id) || known.Address == item.Address) is { } known)
        {
            return TypedResults.Ok(known with { Curation = null });
        }

        var suggested = await content.SuggestAsync(item, ContentEndpoints.By(user), request.Why?.Trim(), cancellationToken);
        return TypedResults.Created($"/api/content/{suggested.Id}", suggested);
    }

    /// <summary>The page as an item, or what is wrong with the request.</summary>
    private static async Task<(ContentItem? Item, Dictionary<string, string[]> Errors)> ReadAsync(
        PickRequest request, SourceDefinition source, IPageReader pages, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = request.Why is null ? [] : ContentRules.Check(new ContentPatch { Why = request.Why }, time.GetUtcNow());
        if (SourceRules.AddressError(request.Address) is { } error)
        {
            errors["address"] = [error];
        }

        if (errors.Count > 0)
        {
            return (null, errors);
        }

        return await pages.ReadAsync(request.Address!, source, cancellationToken) switch
        {
            PageResult.Picked picked => (picked.Item, errors),
            PageResult.Unreadable unreadable => (null, new Dictionary<string, string[]> { ["address"] = [unreadable.Reason] }),
            var other => throw new InvalidOperationException($"Unknown result {other.GetType().Name}."),
        };
    }
}
