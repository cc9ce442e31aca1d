using System.Security.Claims;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.People;
using Nudges.Orchestrations.Runs;

namespace Nudges.Api;

/// <summary>What starts a campaign.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CampaignRequest
{
    /// <summary>What the campaign is for, in the manager's words; shown to employees. 1 to 200 characters.</summary>
    public string? Goal { get; init; }

    /// <summary>What the items must be about, 1 to 10 words or phrases; empty: whatever fits each person.</summary>
    public IReadOnlyList<string>? Topics { get; init; }

    public CampaignAudience? Audience { get; init; }

    /// <summary>Channel names by preference; each person is nudged by the first that reaches them. Empty: the setting Nudges:Channels.</summary>
    public IReadOnlyList<string>? Channels { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CampaignAudience
{
    /// <summary>Object id, user name or mail address: all who report to this person, directly or through other managers.</summary>
    public string? Manager { get; init; }
}

internal static class CampaignEndpoints
{
    private const int MostTopics = 10;
    private const int LongestTopic = 80;
    private const int LongestGoal = 200;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/campaigns", StartAsync).WithSummary("Starts a campaign for a manager's reports");
        api.MapGet("/campaigns/{id}", (string id, HttpContext http, IRunStore runs, IDurableClient client, CancellationToken cancellationToken) =>
            RunEndpoints.GetAsync(id, RunKind.Campaign, http, runs, client, cancellationToken)).WithName("campaign").WithSummary("A campaign's state and counts");
    }

    private static async Task<Results<Accepted<RunView>, ValidationProblem, ForbidHttpResult>> StartAsync(
        CampaignRequest request, HttpContext http, ClaimsPrincipal user, RunStarter starter, AudienceReader audiences, Channels channels,
        IDurableClient client, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = Check(request, channels);
        var manager = request.Audience?.Manager is { Length: > 0 } name ? await audiences.FindAsync(name, cancellationToken) : null;
        if (!user.IsLearningProfessional() && (manager is null || user.ObjectId() != manager.Value.Value))
        {
            return TypedResults.Forbid();
        }

        if (manager is null && !errors.ContainsKey("audience.manager"))
        {
            errors["audience.manager"] = [$"Nobody in the directory has the id, user name or address '{request.Audience!.Manager}'."];
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
            Audience = new Audience { Manager = manager!.Value.Value },
            Channels = [.. request.Channels ?? []],
            StartedBy = user.ObjectId(),
        }, cancellationToken);
        var location = $"/api/campaigns/{run.Request.Id}";
        http.Response.Headers["Operation-Location"] = $"{http.Request.Scheme}://{http.Request.Host}{location}";
        return TypedResults.Accepted(location, RunView.Of(run, progress: null));
    }

    private static Dictionary<string, string[]> Check(CampaignRequest request, Channels channels)
    {
        var errors = new Dictionary<string, string[]>();
        if (string.IsNullOrWhiteSpace(request.Goal) || request.Goal.Length > LongestGoal || request.Goal.Any(char.IsControl))
        {
            errors["goal"] = [$"Say what the campaign is for in 1 to {LongestGoal} characters, on one line."];
        }

        if (string.IsNullOrWhiteSpace(request.Audience?.Manager))
        {
            errors["audience.manager"] = ["Name the manager whose reports are nudged: an object id, user name or mail address."];
        }

        if (request.Topics is { } topics && (topics.Count > MostTopics || topics.Any(topic => string.IsNullOrWhiteSpace(topic) || topic.Length > LongestTopic || topic.Any(char.IsControl))))
        {
            errors["topics"] = [$"Give at most {MostTopics} topics of 1 to {LongestTopic} characters, each on one line."];
        }

        if (request.Channels?.Except(channels.Names, StringComparer.Ordinal).ToList() is { Count: > 0 } unknown)
        {
            errors["channels"] = [$"Unknown: {string.Join(", ", unknown)}. Channels: {string.Join(", ", channels.Names.Order(StringComparer.Ordinal))}."];
        }

        return errors;
    }
}
