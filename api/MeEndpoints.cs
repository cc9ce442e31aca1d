using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nudges.Delivery;
using Nudges.Orchestrations.People;
using Nudges.People;

namespace Nudges.Api;

/// <summary>The signed-in employee's own preferences.</summary>
internal static class MeEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me/nudges", NudgesAsync).WithSummary("What I was sent and why, and what I did with it");
        api.MapGet("/me/preferences", GetAsync).WithSummary("What I have asked for");
        api.MapPut("/me/preferences", PutAsync).WithSummary("Replaces what I have asked for");
    }

    private static async Task<Results<Ok<IReadOnlyList<NudgeView>>, ProblemHttpResult, ForbidHttpResult>> NudgesAsync(
        ClaimsPrincipal user, PeopleReader people, NudgeHistory history, CancellationToken cancellationToken)
    {
        if (user.ObjectId() is not { } id)
        {
            return TypedResults.Forbid();
        }

        return await people.LatestAsync(cancellationToken) is { } version && await people.PersonAsync(version, new PersonId(id), cancellationToken) is { } person
            ? TypedResults.Ok(await history.OfAsync(person, forThePerson: true, cancellationToken))
            : TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: "You are not in the directory.");
    }

    private static async Task<Results<Ok<PreferencesView>, ForbidHttpResult>> GetAsync(
        ClaimsPrincipal user, IPreferenceStore preferences, CancellationToken cancellationToken) =>
        user.ObjectId() is { } id ? TypedResults.Ok(PreferencesView.Of(await preferences.ReadAsync(new PersonId(id), cancellationToken))) : TypedResults.Forbid();

    private static async Task<Results<Ok<PreferencesView>, ValidationProblem, ProblemHttpResult, ForbidHttpResult>> PutAsync(
        PreferencesRequest request, ClaimsPrincipal user, IPreferenceStore preferences, Channels channels, TimeProvider time, CancellationToken cancellationToken)
    {
        if (user.ObjectId() is not { } id)
        {
            return TypedResults.Forbid();
        }

        var errors = request.Check(channels, await preferences.ReadAsync(new PersonId(id), cancellationToken));
        if (errors.Count > 0)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var changed = await preferences.ChangeAsync(new PersonId(id), asked => request.ApplyTo(asked, time.GetUtcNow()), cancellationToken);
        return changed.ErasedAt is null
            ? TypedResults.Ok(PreferencesView.Of(changed))
            : TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, detail: PrivacyEndpoints.WasErased);
    }
}
