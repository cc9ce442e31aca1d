using System.Security.Claims;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nudges.Content;
using Nudges.Delivery;
using Nudges.Orchestrations.Outcomes;
using Nudges.Outcomes;
using Nudges.People;

namespace Nudges.Api;

/// <summary>What the signed-in employee did with an item.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record OutcomeRequest
{
    /// <summary>An item of the catalogue, or of the nudge.</summary>
    public ItemId? Item { get; init; }

    /// <summary>Anything but clicked, which the links of nudges tell.</summary>
    public OutcomeKind? Kind { get; init; }

    /// <summary>The nudge that the item was in; may be left out.</summary>
    public NudgeId? Nudge { get; init; }
}

internal static class MyOutcomeEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me/outcomes", ListAsync).WithSummary("What I did with items, oldest first");
        api.MapPost("/me/outcomes", AddAsync).WithSummary("Says what I did with an item; saying it again changes nothing");
    }

    private static async Task<Results<Ok<IReadOnlyList<Outcome>>, ForbidHttpResult>> ListAsync(
        ClaimsPrincipal user, OutcomeRecorder outcomes, CancellationToken cancellationToken) =>
        user.ObjectId() is { } id ? TypedResults.Ok(await outcomes.OfAsync(new PersonId(id), cancellationToken)) : TypedResults.Forbid();

    private static async Task<Results<Ok<IReadOnlyList<Outcome>>, ValidationProblem, ProblemHttpResult, ForbidHttpResult>> AddAsync(
        OutcomeRequest request, ClaimsPrincipal user, OutcomeRecorder outcomes, ItemAddresses items, IPreferenceStore preferences, TimeProvider time, CancellationToken cancellationToken)
    {
        if (user.ObjectId() is not { } id)
        {
            return TypedResults.Forbid();
        }

        var person = new PersonId(id);
        var errors = await CheckAsync(request, person, outcomes, items, cancellationToken);
        if (errors.Count > 0)
        {
            return TypedResults.ValidationProblem(errors);
        }

        if ((await preferences.ReadAsync(person, cancellationToken)).ErasedAt is not null)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, detail: PrivacyEndpoints.WasErased);
        }

        await outcomes.RecordAsync(person, new Outcome { Kind = request.Kind!.Value, At = time.GetUtcNow(), Item = request.Item!.Value, Nudge = request.Nudge }, cancellationToken);
        return TypedResults.Ok(await outcomes.OfAsync(person, cancellationToken));
    }

    private static async Task<Dictionary<string, string[]>> CheckAsync(
        OutcomeRequest request, PersonId person, OutcomeRecorder outcomes, ItemAddresses items, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        if (request.Kind is null or OutcomeKind.Clicked)
        {
            errors["kind"] = [$"Give one of: {string.Join(", ", EnumNames.Of(typeof(OutcomeKind)).Except([EnumNames.Of(OutcomeKind.Clicked)]))}."];
        }

        if (request.Nudge is { } nudge && request.Item is { } nudged && !await outcomes.WasNudgedAsync(person, nudge, nudged, cancellationToken))
        {
            errors["nudge"] = ["You have no nudge of that id with that item. Leave it out, or give the one of your nudges that holds the item."];
        }

        if (request.Item is not { } item || (request.Nudge is null && await items.FindAsync(item, cancellationToken) is null))
        {
            errors["item"] = ["Give the id of an item of the catalogue."];
        }

        return errors;
    }
}
