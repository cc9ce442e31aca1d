using System.Security.Claims;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nudges.Delivery;
using Nudges.People;

namespace Nudges.Api;

/// <summary>What an employee asks for; what is left out is asked for no longer.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PreferencesRequest
{
    public string? Channel { get; init; }

    /// <summary>The most nudges in any seven days, 1 to 7.</summary>
    public int? MostPerWeek { get; init; }

    public IReadOnlyList<DayOfWeek>? Days { get; init; }

    public TimeOnly? From { get; init; }

    public TimeOnly? Until { get; init; }

    public IReadOnlyList<string>? MutedTopics { get; init; }

    public IReadOnlyList<string>? FollowedTopics { get; init; }

    public DateTimeOffset? PausedUntil { get; init; }

    public bool Unsubscribed { get; init; }
}

/// <summary>The signed-in employee's own preferences.</summary>
internal static class MeEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me/preferences", GetAsync).WithSummary("What I have asked for");
        api.MapPut("/me/preferences", PutAsync).WithSummary("Replaces what I have asked for");
    }

    private static async Task<Results<Ok<Preferences>, ForbidHttpResult>> GetAsync(
        ClaimsPrincipal user, IPreferenceStore preferences, CancellationToken cancellationToken) =>
        user.ObjectId() is { } id ? TypedResults.Ok(await preferences.ReadAsync(new PersonId(id), cancellationToken)) : TypedResults.Forbid();

    private static async Task<Results<Ok<Preferences>, ValidationProblem, ForbidHttpResult>> PutAsync(
        PreferencesRequest request, ClaimsPrincipal user, IPreferenceStore preferences, Channels channels, TimeProvider time, CancellationToken cancellationToken)
    {
        if (user.ObjectId() is not { } id)
        {
            return TypedResults.Forbid();
        }

        var errors = Check(request, channels);
        if (errors.Count > 0)
        {
            return TypedResults.ValidationProblem(errors);
        }

        return TypedResults.Ok(await preferences.ChangeAsync(new PersonId(id), asked => new Preferences
        {
            Channel = request.Channel,
            MostPerWeek = request.MostPerWeek,
            Days = [.. (request.Days ?? []).Distinct().Order()],
            From = request.From,
            Until = request.Until,
            MutedTopics = Topics(request.MutedTopics),
            FollowedTopics = Topics(request.FollowedTopics),
            PausedUntil = request.PausedUntil,
            // The first time stands, so that doing it again changes nothing.
            UnsubscribedAt = request.Unsubscribed ? asked.UnsubscribedAt ?? time.GetUtcNow() : null,
            ErasedAt = asked.ErasedAt,
        }, cancellationToken));
    }

    private static Dictionary<string, string[]> Check(PreferencesRequest request, Channels channels)
    {
        var errors = new Dictionary<string, string[]>();
        if (request.Channel is { } channel && !channels.Names.Contains(channel, StringComparer.Ordinal))
        {
            errors["channel"] = [$"There is no such channel. Channels: {string.Join(", ", channels.Names.Order(StringComparer.Ordinal))}."];
        }

        if (request.MostPerWeek is < 1 or > 7)
        {
            errors["mostPerWeek"] = ["Give a number from 1 to 7, or leave it out."];
        }

        if (request.From is null != request.Until is null || request.From >= request.Until)
        {
            errors["until"] = ["Give both from and until, the later one last, or neither."];
        }

        errors.Check("mutedTopics", request.MutedTopics, Preferences.MostTopics, Preferences.LongestTopic);
        errors.Check("followedTopics", request.FollowedTopics, Preferences.MostTopics, Preferences.LongestTopic);
        return errors;
    }

    private static List<string> Topics(IReadOnlyList<string>? topics) =>
        [.. (topics ?? []).Select(topic => topic.Trim()).Distinct(StringComparer.OrdinalIgnoreCase)];
}
