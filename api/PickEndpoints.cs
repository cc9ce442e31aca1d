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
        api.MapPost("/content", (PickRequest request, ClaimsPrincipal user, IPageReader pages, ManualContent content, ContentLibrary library, TimeProvider time, CancellationToken cancellationToken) =>
                AddAsync(request, ManualContent.Picks, user, pages, content, library, time, cancellationToken))
            .RequireAuthorization(Access.LearningProfessional).WithSummary("Adds an item by its address, approved");
        api.MapPost("/content/suggestions", (PickRequest request, ClaimsPrincipal user, IPageReader pages, ManualContent content, ContentLibrary library, TimeProvider time, CancellationToken cancellationToken) =>
                AddAsync(request, ManualContent.Suggestions, user, pages, content, library, time, cancellationToken))
            .WithSummary("Suggests an item by its address; a learning professional decides");
    }

    /// <summary>What there is already stays as it is, and is given back.</summary>
    private static async Task<Results<Created<ContentItem>, Ok<ContentItem>, ValidationProblem>> AddAsync(
        PickRequest request, SourceDefinition source, ClaimsPrincipal user, IPageReader pages, ManualContent content, ContentLibrary library,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = ContentRules.Check(new ContentPatch { Why = request.Why }, time.GetUtcNow());
        if (SourceRules.AddressError(request.Address) is { } error)
        {
            errors["address"] = [error];
        }

        if (errors.Count > 0)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var page = await pages.ReadAsync(request.Address!, source, cancellationToken);
        if (page is PageResult.Unreadable unreadable)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["address"] = [unreadable.Reason] });
        }

        var item = ((PageResult.Picked)page).Item;
        if ((await library.ReadAsync(cancellationToken)).FirstOrDefault(known => known.Id == item.Id) is { } known)
        {
            return TypedResults.Ok(known);
        }

        var added = await content.AddAsync(source, item, ContentEndpoints.By(user), request.Why?.Trim(), cancellationToken);
        return TypedResults.Created($"/api/content/{added.Id}", added);
    }
}
