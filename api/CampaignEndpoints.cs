using System.Security.Claims;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nudges.Campaigns;
using Nudges.Campaigns.Audiences;
using Nudges.Delivery;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.Outcomes;
using Nudges.Orchestrations.People;
using Nudges.Orchestrations.Runs;
using Nudges.People;

namespace Nudges.Api;

/// <summary>What starts a campaign.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CampaignRequest
{
    /// <summary>What the campaign is for, in the manager's words; shown to employees. 1 to 200 characters.</summary>
    public string? Goal { get; init; }

    /// <summary>What the items must be about, 1 to 10 words or phrases; empty: whatever fits each person.</summary>
    public IReadOnlyList<string>? Topics { get; init; }

    /// <summary>
    /// Whom it is for: {"manager": "…"} (with "direct": true for direct reports only), {"everyone": true}, {"group": "id"}, {"filter": "…"}, {"list": "id"},
    /// {"any": […]}, {"all": […]} or {"of": {…}, "except": {…}}.
    /// </summary>
    [JsonConverter(typeof(AskedAudienceConverter))]
    public Audience? Audience { get; init; }

    /// <summary>Channel names by preference; each person is nudged by the first that reaches them. Empty: the setting Nudges:Channels.</summary>
    public IReadOnlyList<string>? Channels { get; init; }

    /// <summary>
    /// "low", "normal" (left out) or "high": where a person can take only so many nudges, one of a higher priority takes the place of a planned one of
    /// a lower. High: learning professionals only.
    /// </summary>
    public RunPriority? Priority { get; init; }

    /// <summary>When nudges are sent: "personsHour", each in its person's working hours, or "atOnce". Left out: the setting Nudges:Timing:Mode.</summary>
    public TimingMode? Timing { get; init; }

    /// <summary>
    /// The team whose channel in Teams is told when the campaign is over: its goal, how many were nudged, and what most of them got. One of the names in the
    /// setting Teams:Workflows. Left out: nobody is told.
    /// </summary>
    public string? Team { get; init; }

    /// <summary>Within how many hours they may be sent, 1 to 168; who has no hour in them is not nudged. Left out: the setting Nudges:Timing:Window.</summary>
    public int? WindowHours { get; init; }
}

internal static class CampaignEndpoints
{
    private const int MostTopics = 10;
    private const int LongestTopic = 80;
    private const int LongestGoal = 200;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/campaigns", StartAsync).WithSummary("Starts a campaign for an audience; a manager's is cut to their own reports");
        api.MapGet("/teams", (ITeamChannels teams) => teams.Names).WithSummary("The teams whose channel in Teams a campaign may tell of itself");
        api.MapGet("/campaigns/{id}", (string id, HttpContext http, IRunStore runs, IDurableClient client, CancellationToken cancellationToken) =>
            RunEndpoints.GetAsync(id, RunKind.Campaign, http, runs, client, cancellationToken)).WithName("campaign").WithSummary("A campaign's state and counts");
        api.MapGet("/campaigns/{id}/outcomes", (string id, HttpContext http, IRunStore runs, RunOutcomeReader outcomes, CancellationToken cancellationToken) =>
            RunEndpoints.OutcomesAsync(id, RunKind.Campaign, http, runs, outcomes, cancellationToken)).WithSummary("What people did with a campaign's nudges, as a group of five or more");
    }

    private static async Task<Results<Accepted<RunView>, ValidationProblem, ProblemHttpResult>> StartAsync(
        CampaignRequest request, HttpContext http, ClaimsPrincipal user, RunStarter starter, PeopleReader people, AudienceResolver resolver, Channels channels, ITeamChannels teams,
        IDurableClient client, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = Check(request, channels);
        var team = teams.Names.FirstOrDefault(name => string.Equals(name, request.Team, StringComparison.OrdinalIgnoreCase));
        if (request.Team is not null && team is null)
        {
            errors["team"] = [teams.Names.Count == 0
                ? "No team can be told yet. Leave it out, or set Teams:Workflows with the address of a team's webhook."
                : $"There is no such team. Teams: {string.Join(", ", teams.Names)}."];
        }

        if (request.Priority == RunPriority.High && !user.IsLearningProfessional())
        {
            errors["priority"] = ["Only learning professionals start campaigns of high priority. Leave it out, or ask one of them."];
        }

        var audience = request.Audience is { } asked ? await people.LimitAsync(asked, user, cancellationToken) : null;
        if (audience is null && request.Audience is not null)
        {
            return AudienceAccess.OwnReportsOnly();
        }

        if (audience is Audience.Reports { Manager: var manager } reports && !errors.ContainsKey("audience.manager"))
        {
            if (await people.LatestOrganisationAsync(cancellationToken) is { } organisation && await organisation.FindAsync(manager, cancellationToken) is { } known)
            {
                audience = reports with { Manager = known.Value };
            }
            else
            {
                errors["audience.manager"] = [new UnknownPersonException(manager).Message];
            }
        }

        if (errors.Count == 0 && await FindUnknownAsync(audience!, people, resolver, cancellationToken) is { } unknown)
        {
            errors["audience"] = [unknown];
        }

        if (errors.Count > 0)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var run = await starter.StartCampaignAsync(client, new RunRequest
        {
            Id = new RunId($"campaign-{Guid.CreateVersion7():N}"),
            Kind = RunKind.Campaign,
            AsOf = time.GetUtcNow(),
            Goal = request.Goal!.Trim(),
            Topics = [.. request.Topics ?? []],
            Audience = audience!,
            Channels = [.. request.Channels ?? []],
            Priority = request.Priority ?? RunPriority.Normal,
            Timing = request.Timing,
            Window = request.WindowHours is { } hours ? TimeSpan.FromHours(hours) : null,
            Team = team,
            StartedBy = user.ObjectId(),
        }, cancellationToken);
        var location = $"/api/campaigns/{run.Request.Id}";
        http.Response.Headers["Operation-Location"] = $"{http.Request.Scheme}://{http.Request.Host}{location}";
        return TypedResults.Accepted(location, RunView.Of(run, progress: null));
    }

    /// <summary>What the audience names and there is not, as a sentence. A directory that cannot be asked now is asked by the run, again and again.</summary>
    private static async Task<string?> FindUnknownAsync(Audience audience, PeopleReader people, AudienceResolver resolver, CancellationToken cancellationToken)
    {
        try
        {
            if (await people.LatestAsync(cancellationToken) is { } version)
            {
                await resolver.CheckAsync(audience, version, cancellationToken);
            }

            return null;
        }
        catch (Exception e) when (e is UnknownPersonException or UnknownGroupException or UnknownPeopleListException)
        {
            return e.Message;
        }
        catch (DirectoryUnavailableException)
        {
            return null;
        }
    }

    private static Dictionary<string, string[]> Check(CampaignRequest request, Channels channels)
    {
        var errors = new Dictionary<string, string[]>();
        if (string.IsNullOrWhiteSpace(request.Goal) || request.Goal.Length > LongestGoal || request.Goal.Any(char.IsControl))
        {
            errors["goal"] = [$"Say what the campaign is for in 1 to {LongestGoal} characters, on one line."];
        }

        if (request.Audience is null)
        {
            errors["audience"] = ["Say whom the campaign is for."];
        }
        else
        {
            foreach (var (place, error) in AudienceRules.Check(request.Audience))
            {
                errors[place] = [error];
            }
        }

        if (request.WindowHours is { } hours && (hours < 1 || hours > TimingOptions.LongestWindow.TotalHours))
        {
            errors["windowHours"] = [$"Give a number of hours from 1 to {TimingOptions.LongestWindow.TotalHours}, or leave it out."];
        }

        errors.Check("topics", request.Topics, MostTopics, LongestTopic);
        if (request.Channels?.Except(channels.Names, StringComparer.Ordinal).ToList() is { Count: > 0 } unknown)
        {
            errors["channels"] = [$"There is no channel {string.Join(", ", unknown.Select(name => name is null ? "null" : $"'{name}'"))}. Channels: {string.Join(", ", channels.Names.Order(StringComparer.Ordinal))}."];
        }

        return errors;
    }
}
