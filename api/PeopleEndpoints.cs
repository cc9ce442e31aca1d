using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nudges.Delivery;
using Nudges.Orchestrations.People;
using Nudges.People;

namespace Nudges.Api;

/// <summary>A page of people.</summary>
public sealed record PeopleView
{
    /// <summary>When the directory was read last; null before the first time.</summary>
    public DateTimeOffset? SyncedAt { get; init; }

    /// <summary>Everyone in the directory.</summary>
    public required int Total { get; init; }

    /// <summary>Those who match, by name, at most what was asked for.</summary>
    public required IReadOnlyList<Person> People { get; init; }

    /// <summary>For those listed, what the latest daily run did, as in <see cref="NudgeView.State"/>; absent for whom it has not reached.</summary>
    public IReadOnlyDictionary<PersonId, string> States { get; init; } = new Dictionary<PersonId, string>();
}

/// <summary>One person with what is known and what was done.</summary>
public sealed record PersonView
{
    public required Person Person { get; init; }

    public required IReadOnlyList<NudgeView> Nudges { get; init; }

    /// <summary>Set where mail from this person's present address came back: none is sent there until it is lifted.</summary>
    public BounceView? Bounce { get; init; }
}

/// <param name="At">When it came back.</param>
/// <param name="Reason">The provider's words.</param>
public sealed record BounceView(DateTimeOffset At, string? Reason);

internal static class PeopleEndpoints
{
    private const int MostListed = 1_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/people", ListAsync).RequireAuthorization(Access.LearningProfessional)
            .WithSummary("People by name, title, department or skill");
        api.MapGet("/people/{id}", GetAsync).RequireAuthorization(Access.LearningProfessional)
            .WithSummary("A person, what they were sent and why, or why nothing");
        api.MapDelete("/people/{id}/bounce", LiftBounceAsync).RequireAuthorization(Access.LearningProfessional)
            .WithSummary("Use a person's mail address again that mail came back from");
    }

    private static async Task<PeopleView> ListAsync(
        PeopleReader reader, NudgeHistory history, CancellationToken cancellationToken, string? search = null, int take = MostListed)
    {
        if (await reader.LatestAsync(cancellationToken) is not { } version)
        {
            return new PeopleView { Total = 0, People = [] };
        }

        var found = new List<Person>();
        for (var shard = 0; shard < version.Shards.Value && found.Count < MostListed; shard++)
        {
            var people = await reader.ShardAsync(version, shard, cancellationToken);
            found.AddRange(people.People.Where(person => Matches(person, search)));
        }

        List<Person> listed = [.. found.OrderBy(person => person.DisplayName, StringComparer.InvariantCultureIgnoreCase).Take(Math.Clamp(take, 1, MostListed))];
        return new PeopleView
        {
            SyncedAt = version.SyncedAt,
            Total = version.People,
            People = listed,
            States = await history.LatestStatesAsync(listed, cancellationToken),
        };
    }

    private static async Task<Results<Ok<PersonView>, ProblemHttpResult>> GetAsync(
        string id, PeopleReader reader, NudgeHistory history, IPreferenceStore preferences, CancellationToken cancellationToken)
    {
        if (await reader.LatestAsync(cancellationToken) is { } version && await reader.PersonAsync(version, new PersonId(id), cancellationToken) is { } person)
        {
            return TypedResults.Ok(new PersonView
            {
                Person = person,
                Nudges = await history.OfAsync(person, forThePerson: false, cancellationToken),
                Bounce = PreferenceRules.BounceOf(person, await preferences.ReadAsync(person.Id, cancellationToken)) is { } bounce ? new BounceView(bounce.At, bounce.Reason) : null,
            });
        }

        return Unknown(id);
    }

    /// <summary>204 where there was one, and where there was none by then. What is known of someone who has left the directory can be lifted, too.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> LiftBounceAsync(
        string id, PeopleReader reader, IPreferenceStore preferences, TimeProvider time, CancellationToken cancellationToken)
    {
        var person = new PersonId(id);
        if ((await preferences.ReadAsync(person, cancellationToken)).Bounce is not null)
        {
            await preferences.ChangeAsync(person, asked => asked.Bounce is null ? asked : asked with { Bounce = null, BounceLiftedAt = time.GetUtcNow() }, cancellationToken);
            return TypedResults.NoContent();
        }

        return await reader.LatestAsync(cancellationToken) is { } version && await reader.PersonAsync(version, person, cancellationToken) is not null
            ? TypedResults.NoContent()
            : Unknown(id);
    }

    private static ProblemHttpResult Unknown(string id) => TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: $"There is no person '{id}'.");

    private static bool Matches(Person person, string? search) =>
        string.IsNullOrWhiteSpace(search)
        || new[] { person.DisplayName, person.JobTitle, person.Department, person.Mail }.Concat(person.Skills)
            .Any(text => text?.Contains(search.Trim(), StringComparison.CurrentCultureIgnoreCase) == true);
}
