using System.Text.Json;
using Nudges.Campaigns;

namespace Nudges.Local.Terminal;

/// <summary>What a run came to, as the terminal shows it and as the JSON line says it.</summary>
internal sealed record RunReport
{
    public required string Run { get; init; }

    public required RunStatus Status { get; init; }

    /// <summary>Everyone in the audience.</summary>
    public required int People { get; init; }

    /// <summary>Accepted by a provider, over all channels.</summary>
    public required int Nudges { get; init; }

    public required int Email { get; init; }

    /// <summary>By a mail server of the company's own.</summary>
    public required int Smtp { get; init; }

    public required int Teams { get; init; }

    /// <summary>By rule.</summary>
    public required IReadOnlyDictionary<string, int> Suppressed { get; init; }

    public required int Failed { get; init; }

    /// <summary>By reason; left out where nothing failed.</summary>
    public IReadOnlyDictionary<string, int>? FailedReasons { get; init; }

    /// <summary>From the start of the run, or of this process where it took up a run that had been started.</summary>
    public required double Seconds { get; init; }

    /// <summary>
    /// Requests this process made to storage, retries and the engine's included, for each 1,000 nudges; 0 without nudges. Where
    /// another process did the work it is only what asking for the result took.
    /// </summary>
    public required double StorageRequestsPer1000 { get; init; }

    /// <summary>True when today's run had been finished before: nothing was sent now.</summary>
    public bool AlreadyFinished { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public string? Error { get; init; }

    public static RunReport Of(Run run, TimeSpan elapsed, long storageRequests, bool alreadyFinished)
    {
        var nudges = run.Counts.Sent.Values.Sum();
        var failed = run.Counts.Failed.Values.Sum();
        return new RunReport
        {
            Run = run.Request.Id.Value,
            Status = run.Status,
            People = run.Counts.People,
            Nudges = nudges,
            Email = run.Counts.Sent.GetValueOrDefault("email"),
            Smtp = run.Counts.Sent.GetValueOrDefault("smtp"),
            Teams = run.Counts.Sent.GetValueOrDefault("teams"),
            Suppressed = run.Counts.Suppressed,
            Failed = failed,
            FailedReasons = failed == 0 ? null : run.Counts.Failed,
            Seconds = Math.Round(elapsed.TotalSeconds, 2),
            StorageRequestsPer1000 = nudges == 0 ? 0 : Math.Round(storageRequests * 1000.0 / nudges, 1),
            AlreadyFinished = alreadyFinished,
            Warnings = run.Warnings,
            Error = run.Error,
        };
    }

    public string ToJson() => JsonSerializer.Serialize(this, NudgesJson.Options);
}
