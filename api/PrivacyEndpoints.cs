using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.Outcomes;
using Nudges.Orchestrations.People;
using Nudges.Orchestrations.Privacy;
using Nudges.Outcomes;
using Nudges.People;
using Nudges.Privacy;

namespace Nudges.Api;

/// <summary>What is known of the signed-in employee, and when it was learnt.</summary>
public sealed record MeView
{
    public required PersonId Id { get; init; }

    /// <summary>As the directory has it; null where it does not have them. Its <see cref="Person.ProfileReadAt"/> says when the profile was read.</summary>
    public Person? Person { get; init; }

    /// <summary>When the directory was last read.</summary>
    public DateTimeOffset? SyncedAt { get; init; }

    public required Preferences Preferences { get; init; }

    /// <summary>What they did with items, oldest first.</summary>
    public required IReadOnlyList<Outcome> Outcomes { get; init; }
}

/// <summary>A person's right to see, to take along and to have erased what is kept of them.</summary>
internal static class PrivacyEndpoints
{
    public const string WasErased = "What was kept of you was erased; nothing is kept until an administrator lifts that.";

    private const int LongestId = 250;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me", MeAsync).WithSummary("What is known of me, and when it was learnt");
        api.MapGet("/me/export", async (ClaimsPrincipal user, PersonExport export, CancellationToken cancellationToken) =>
            user.ObjectId() is { } id ? (IResult)TypedResults.Ok(await export.ExportAsync(new PersonId(id), cancellationToken)) : TypedResults.Forbid())
            .Produces<ExportedPerson>().WithSummary("All that is kept of me, as it is stored");
        api.MapDelete("/me", async (ClaimsPrincipal user, HttpContext http, Erasures erasures, IDurableClient client, CancellationToken cancellationToken) =>
            user.ObjectId() is { } id ? await EraseAsync(id, erasures, client, cancellationToken) : TypedResults.Forbid())
            .Produces<ErasureReceipt>(StatusCodes.Status202Accepted).WithSummary("Erases all that is kept of me; I am not nudged any more");
        api.MapGet("/people/{id}/export", (string id, PersonExport export, CancellationToken cancellationToken) => export.ExportAsync(new PersonId(id), cancellationToken))
            .RequireAuthorization(Access.Administrator).WithSummary("All that is kept of a person, as it is stored");
        api.MapDelete("/people/{id}", EraseAsync).RequireAuthorization(Access.Administrator)
            .Produces<ErasureReceipt>(StatusCodes.Status202Accepted).WithSummary("Erases all that is kept of a person, who is not nudged any more");
        api.MapDelete("/people/{id}/erasure", LiftAsync).RequireAuthorization(Access.Administrator)
            .WithSummary("Lets a person who was erased be known and nudged again");
        api.MapGet("/erasures/{receipt}", ReceiptAsync).WithSummary("What was erased: where, how much, when");
    }

    private static async Task<Results<Ok<MeView>, ForbidHttpResult>> MeAsync(
        ClaimsPrincipal user, PeopleReader people, IPreferenceStore preferences, OutcomeRecorder outcomes, CancellationToken cancellationToken)
    {
        if (user.ObjectId() is not { } value)
        {
            return TypedResults.Forbid();
        }

        var id = new PersonId(value);
        var version = await people.LatestAsync(cancellationToken);
        return TypedResults.Ok(new MeView
        {
            Id = id,
            Person = version is null ? null : await people.PersonAsync(version, id, cancellationToken),
            SyncedAt = version?.SyncedAt,
            Preferences = await preferences.ReadAsync(id, cancellationToken),
            Outcomes = await outcomes.OfAsync(id, cancellationToken),
        });
    }

    /// <summary>Also of someone whom the directory no longer has. The receipt is at the location, and fills.</summary>
    private static async Task<IResult> EraseAsync(string id, Erasures erasures, IDurableClient client, CancellationToken cancellationToken)
    {
        if (id.Length > LongestId || id == PersonTraces.Nobody || id.Any(char.IsControl))
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: "That is nobody's id.");
        }

        var receipt = await erasures.StartAsync(client, new PersonId(id), cancellationToken);
        return TypedResults.Accepted($"/api/erasures/{receipt.Id}", receipt);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> LiftAsync(string id, Erasures erasures, CancellationToken cancellationToken) =>
        await erasures.LiftAsync(new PersonId(id), cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: $"Nobody of the id '{id}' was erased.");

    /// <summary>For whom it is about, and for administrators.</summary>
    private static async Task<Results<Ok<ErasureReceipt>, ProblemHttpResult>> ReceiptAsync(
        string receipt, ClaimsPrincipal user, Erasures erasures, CancellationToken cancellationToken) =>
        receipt.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') && await erasures.ReadAsync(receipt, cancellationToken) is { } found
            && (user.HasClaim(Access.RoleClaim, Access.AdministratorRole) || found.Person.Value == user.ObjectId())
            ? TypedResults.Ok(found)
            : TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: $"There is no receipt '{receipt}'.");
}
