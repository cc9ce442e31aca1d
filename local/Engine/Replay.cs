using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Engine;

/// <summary>
/// The heart of the engine: what an orchestrator comes to, given all that has reached it. Pure: no clock, no storage, no
/// state; the same history gives the same turn, whenever and wherever.
/// </summary>
internal static class Replay
{
    /// <param name="orchestrator">The code.</param>
    /// <param name="arrivals">The history, oldest first; begins with <see cref="Started"/>.</param>
    /// <param name="asked">The calls it made on earlier turns: it must make the same again.</param>
    /// <param name="told">So many arrivals were told on earlier turns: what they make it log is not logged again.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="strayed">Called, on any thread and maybe later, when it awaited something not durable and that came.</param>
    public static Turn Run(
        IOrchestrator orchestrator, IReadOnlyList<Arrival> arrivals, IReadOnlyList<Call> asked, int told, ILoggerFactory loggers, Action strayed)
    {
        var start = (Started)arrivals[0];
        var hasStrayed = false;
        var thread = new TurnThread(() =>
        {
            hasStrayed = true;
            strayed();
        });
        var context = new EmbeddedContext(start, thread, loggers);
        var held = new Queue<Arrival>();
        var suspended = false;
        Task<string> run = null!;
        for (var index = 0; index < arrivals.Count; index++)
        {
            context.Replaying = index < told;
            suspended = arrivals[index] is Suspended || (suspended && arrivals[index] is not Resumed);
            held.Enqueue(arrivals[index]);
            while (!suspended && held.TryDequeue(out var arrival))
            {
                context.Now = arrivals[index].At > context.Now ? arrivals[index].At : context.Now;
                thread.Run(() => Tell(arrival));
            }
        }

        var differs = asked.FirstOrDefault(call => context.Calls.ElementAtOrDefault(call.Task) is var now && call != now && $"{call}" != $"{now}");
        return new Turn
        {
            Calls = context.Calls,
            Open = [.. context.Open],
            CustomStatus = context.CustomStatus,
            IsSuspended = suspended,
            Outcome = differs is not null
                ? new Failed(FailureDetails.From(new HistoryMismatchException(start, differs, context.Calls.ElementAtOrDefault(differs.Task))))
                : Conclude(),
        };

        void Tell(Arrival arrival)
        {
            if (arrival is Started)
            {
                run = orchestrator.RunJsonAsync(context, start.Input);
                _ = run.ContinueWith(_ => thread.IsCurrentOrStray(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
            else
            {
                context.Receive(arrival);
            }
        }

        Outcome? Conclude() => run switch
        {
            _ when hasStrayed => Stray(start),
            { IsCompleted: false } => context.IsWaiting ? null : Stray(start),
            _ when context.Open.Count > 0 => null,
            { IsCompletedSuccessfully: true } => context.NextInput is null ? new Returned(run.Result) : new Continued(context.Next()),
            _ => new Failed(FailureDetails.From(run.Exception?.InnerException ?? new TaskCanceledException(run))),
        };
    }

    public static Failed Stray(Started start) => new(FailureDetails.From(new NonDurableAwaitException(
        $"Orchestrator '{start.Name}' awaited something else than a task of its context. Such work belongs in an activity.")));
}

/// <summary>What an orchestrator has come to.</summary>
internal sealed record Turn
{
    /// <summary>Everything it has asked for, on this turn and before, in order.</summary>
    public required IReadOnlyList<Call> Calls { get; init; }

    /// <summary>The numbers of the calls not answered yet.</summary>
    public required IReadOnlyList<int> Open { get; init; }

    public required string? CustomStatus { get; init; }

    public required bool IsSuspended { get; init; }

    /// <summary>Null while it goes on.</summary>
    public required Outcome? Outcome { get; init; }

    /// <summary>
    /// The turn, if another run of the same history came to the same; else a failure that names where they part.
    /// </summary>
    public Turn Checked(Started start, Turn again)
    {
        var length = Math.Max(Calls.Count, again.Calls.Count);
        var at = Enumerable.Range(0, length).FirstOrDefault(index => Calls.ElementAtOrDefault(index) is not { } call || !Equals(call, again.Calls.ElementAtOrDefault(index)), -1);
        var same = at < 0 && CustomStatus == again.CustomStatus && $"{Outcome}" == $"{again.Outcome}";
        return same ? this : this with
        {
            Outcome = new Failed(FailureDetails.From(at < 0
                ? new HistoryMismatchException($"Orchestrator '{start.Name}' is not deterministic: run twice, it came to {Outcome} with status {CustomStatus} and to {again.Outcome} with status {again.CustomStatus}.")
                : new HistoryMismatchException(start, Calls.ElementAtOrDefault(at), again.Calls.ElementAtOrDefault(at)))),
        };
    }
}

/// <summary>How an execution ends.</summary>
internal abstract record Outcome;

internal sealed record Returned(string Output) : Outcome;

internal sealed record Failed(FailureDetails Failure) : Outcome
{
    // Stack traces differ.
    public override string ToString() => $"{Failure.ErrorType}: {Failure.ErrorMessage}";
}

internal sealed record Continued(Started Next) : Outcome;

/// <summary>A replay asked for something else than the history has: the orchestrator is not deterministic, or its code changed.</summary>
internal sealed class HistoryMismatchException(string message) : Exception(message)
{
    public HistoryMismatchException(Started start, Call? before, Call? now)
        : this($"Orchestrator '{start.Name}' does not replay: where it asked for {Words(before, now)}, it now asks for {Words(now, before)}.")
    {
    }

    // Where the names agree, the inputs do not.
    private static string Words(Call? call, Call? other) => call switch
    {
        null => "nothing",
        ActivityScheduled activity when $"{call}" == $"{other}" => $"{call} with {activity.Input}",
        ChildScheduled child when $"{call}" == $"{other}" => $"{call} with {child.Input}",
        TimerScheduled timer when $"{call}" == $"{other}" => $"{call} for {timer.FireAt:O}",
        _ => $"{call}",
    };
}
