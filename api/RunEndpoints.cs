using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nudges.Campaigns;
using Nudges.Campaigns.Audiences;
using Nudges.Delivery;
using Nudges.Orchestrations.Delivery;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.Outcomes;
using Nudges.Orchestrations.Runs;
using Nudges.Outcomes;

namespace Nudges.Api;

/// <summary>A run or campaign as the API shows it.</summary>
public sealed record RunView
{
    public required RunId Id { get; init; }

    public required RunKind Kind { get; init; }

    public required RunStatus Status { get; init; }

    public string? Goal { get; init; }

    public IReadOnlyList<string> Topics { get; init; } = [];

    public Audience? Audience { get; init; }

    public required DateTimeOffset AsOf { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The team that is told when it is over; null for none.</summary>
    public string? Team { get; init; }

    /// <summary>Whose nudges give way where people get too many.</summary>
    public RunPriority Priority { get; init; }

    /// <summary>At once or at each person's hour; null where neither the run nor, before its inputs are pinned, the policy has said.</summary>
    public TimingMode? Timing { get; init; }

    /// <summary>For how many hours after <see cref="AsOf"/> its nudges may be sent; null as for <see cref="Timing"/>.</summary>
    public double? WindowHours { get; init; }

    /// <summary>Which learning its items were weighed by; null where as the settings say.</summary>
    public string? WeightsVersion { get; init; }

    /// <summary>What it works on now; null when it has ended or has not begun.</summary>
    public RunStage? Stage { get; init; }

    /// <summary>Where people are so far; all of them once it is finished.</summary>
    public required RunCounts Counts { get; init; }

    /// <summary>How many nudges are planned and wait for their person's hour; 0 when it has ended.</summary>
    public int WaitingForHour { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public string? Error { get; init; }

    internal static RunView Of(Run run, RunProgress? progress) => new()
    {
        Id = run.Request.Id,
        Kind = run.Request.Kind,
        Status = run.Status,
        Goal = run.Request.Goal,
        Topics = run.Request.Topics,
        Audience = run.Request.Audience is Audience.Everyone ? null : run.Request.Audience,
        AsOf = run.Request.AsOf,
        Team = run.Request.Team,
        Priority = run.Request.Priority,
        Timing = run.Inputs?.Timing?.Mode ?? run.Request.Timing,
        WindowHours = (run.Inputs?.Timing?.Window ?? run.Request.Window)?.TotalHours,
        StartedAt = run.StartedAt,
        FinishedAt = run.FinishedAt,
        WeightsVersion = run.Inputs?.WeightsVersion,
        Stage = progress?.Stage,
        Counts = progress is null ? run.Counts : progress.Counts with { People = Math.Max(progress.People, progress.Counts.People) },
        WaitingForHour = progress?.WaitingForHour ?? 0,
        Warnings = run.Warnings,
        Error = run.Error,
    };
}

internal static class RunEndpoints
{
    private const int MostListed = 50;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/runs", async (IRunStore runs, CancellationToken cancellationToken) =>
                (await runs.ListAsync(MostListed, cancellationToken)).Select(run => RunView.Of(run, progress: null)))
            .RequireAuthorization(Access.LearningProfessional).WithSummary("The latest 50 runs and campaigns, newest first");
        api.MapGet("/runs/{id}", (string id, HttpContext http, IRunStore runs, IDurableClient client, CancellationToken cancellationToken) =>
            GetAsync(id, kind: null, http, runs, client, cancellationToken)).WithSummary("A run's state and counts");
        api.MapPost("/runs/{id}/redrive", RedriveAsync)
            .RequireAuthorization(Access.LearningProfessional).WithSummary("Send again what an ended run had given up");
        api.MapGet("/runs/{id}/outcomes", (string id, HttpContext http, IRunStore runs, RunOutcomeReader outcomes, CancellationToken cancellationToken) =>
            OutcomesAsync(id, kind: null, http, runs, outcomes, cancellationToken)).WithSummary("What people did with a run's nudges, as a group of five or more");
    }

    /// <summary>Only of a run that has ended: one that is under way tries by itself.</summary>
    private static async Task<Results<Accepted<Redriven>, ProblemHttpResult>> RedriveAsync(
        string id, IRunStore runs, Redrive redrive, CancellationToken cancellationToken)
    {
        var run = await runs.ReadAsync(new RunId(id), cancellationToken);
        return run switch
        {
            null => TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: $"There is no run '{id}'."),
            { FinishedAt: null } => TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, detail: $"Run '{id}' has not ended; it tries by itself. Redrive it when it has."),
            _ => TypedResults.Accepted($"/api/runs/{id}", await redrive.RunAsync(run.Request.Id, cancellationToken)),
        };
    }

    /// <summary>A manager sees the campaigns that the manager started; learning professionals see all.</summary>
    public static async Task<Results<Ok<RunView>, ProblemHttpResult>> GetAsync(
        string id, RunKind? kind, HttpContext http, IRunStore runs, IDurableClient client, CancellationToken cancellationToken)
    {
        var run = await runs.ReadAsync(new RunId(id), cancellationToken);
        if (run is null || (kind is not null && run.Request.Kind != kind) || !MaySee(http.User, run))
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: $"There is no {(kind is null ? "run" : "campaign")} '{id}'.");
        }

        var progress = run.Status is RunStatus.Running or RunStatus.Queued
            ? await RunProgress.ReadAsync(client, run.Request.Id, cancellationToken)
            : null;
        return TypedResults.Ok(RunView.Of(run, progress));
    }

    /// <summary>Whoever may see the run; nothing where those nudged are too few to hide one of them.</summary>
    public static async Task<Results<Ok<RunOutcomes>, ProblemHttpResult>> OutcomesAsync(
        string id, RunKind? kind, HttpContext http, IRunStore runs, RunOutcomeReader outcomes, CancellationToken cancellationToken)
    {
        var run = await runs.ReadAsync(new RunId(id), cancellationToken);
        return run is null || (kind is not null && run.Request.Kind != kind) || !MaySee(http.User, run)
            ? TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: $"There is no {(kind is null ? "run" : "campaign")} '{id}'.")
            : TypedResults.Ok(await outcomes.ReadAsync(run.Request.Id, cancellationToken));
    }

    private static bool MaySee(ClaimsPrincipal user, Run run) =>
        user.IsLearningProfessional() || (run.Request.StartedBy is { } starter && starter == user.ObjectId());
}
