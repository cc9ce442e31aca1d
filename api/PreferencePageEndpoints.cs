using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nudges.Delivery;
using Nudges.Messages.Pages;
using Nudges.People;

namespace Nudges.Api;

/// <summary>The page where a person changes what they have asked for, by the link in a nudge. A GET only shows it.</summary>
internal static class PreferencePageEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var page = endpoints.MapGroup("/preferences/{token}").AllowAnonymous().ExcludeFromDescription();
        page.MapGet("", async (string token, HttpRequest request, LinkReader links, IPreferenceStore preferences, Channels channels, CancellationToken cancellationToken) =>
            links.TryRead(request, token, LinkPurpose.Preferences, out var link, out var refusal)
                ? Page(link, await preferences.ReadAsync(link.Person, cancellationToken), channels, request, news: null)
                : refusal);
        page.MapPost("", SaveAsync);
    }

    private static async Task<IResult> SaveAsync(
        string token, HttpRequest request, LinkReader links, IPreferenceStore preferences, Channels channels, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!links.TryRead(request, token, LinkPurpose.Preferences, out var link, out var refusal))
        {
            return refusal;
        }

        var asked = await preferences.ReadAsync(link.Person, cancellationToken);
        if (await request.TryReadFormAsync(cancellationToken) is not { } form || Read(form, asked) is not { } wanted)
        {
            return Page(link, asked, channels, request, PreferenceNews.Wrong);
        }

        var now = time.GetUtcNow();
        PreferenceNews? wrong = wanted.Check(channels, asked).Keys.FirstOrDefault() switch
        {
            null => null,
            "until" => PreferenceNews.WrongHours,
            "mutedTopics" or "followedTopics" => PreferenceNews.WrongTopics,
            _ => PreferenceNews.Wrong,
        };
        return wrong is null
            ? Page(link, await preferences.ChangeAsync(link.Person, before => wanted.ApplyTo(before, now), cancellationToken), channels, request, PreferenceNews.Saved)
            : Page(link, wanted.ApplyTo(asked, now), channels, request, wrong);
    }

    private static HtmlPage Page(SignedLink link, Preferences preferences, Channels channels, HttpRequest request, PreferenceNews? news) => new(
        LinkPages.Preferences(link.Language, preferences, channels.Names, $"{request.PathBase}{request.Path}", news),
        news is null or PreferenceNews.Saved ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);

    /// <summary>The form as a request; null where a field holds what no browser sends.</summary>
    private static PreferencesRequest? Read(IFormCollection form, Preferences asked)
    {
        var days = form["days"].Select(EnumNames.Value<DayOfWeek>).ToList();
        int? most = int.TryParse(form["mostPerWeek"], CultureInfo.InvariantCulture, out var number) ? number : null;
        TimeOnly? from = TimeOnly.TryParse(form["from"], CultureInfo.InvariantCulture, out var first) ? first : null;
        TimeOnly? until = TimeOnly.TryParse(form["until"], CultureInfo.InvariantCulture, out var last) ? last : null;
        DateOnly? pause = DateOnly.TryParseExact(form["pausedUntil"], "yyyy-MM-dd", out var day) ? day : null;
        if (days.Contains(null) || Lost("mostPerWeek", most) || Lost("from", from) || Lost("until", until) || Lost("pausedUntil", pause))
        {
            return null;
        }

        return new PreferencesRequest
        {
            Channel = form["channel"].ToString() is { Length: > 0 } channel ? channel : null,
            MostPerWeek = most,
            Days = [.. days.OfType<DayOfWeek>()],
            From = from,
            Until = until,
            MutedTopics = Lines(form["mutedTopics"].ToString()),
            FollowedTopics = Lines(form["followedTopics"].ToString()),
            PausedUntil = PauseUntil(pause, asked),
            Unsubscribed = form["unsubscribed"] == "true",
        };

        bool Lost(string name, object? value) => value is null && form[name].ToString().Length > 0;
    }

    // The page shows the day only; an hour that was set elsewhere stays while the day does.
    private static DateTimeOffset? PauseUntil(DateOnly? day, Preferences asked) => day switch
    {
        null => null,
        { } same when asked.PausedUntil is { } until && DateOnly.FromDateTime(until.DateTime) == same => until,
        { } other => new DateTimeOffset(other.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
    };

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
