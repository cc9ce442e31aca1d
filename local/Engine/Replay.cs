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
    /// <param name="asked">The calls it made on earlier turns, maybe of older code: it must make the same again.</param>
    /// <param name="told">So many arrivals were told on earlier turns: what they make it log is not logged again.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="strayed">Called, on any thread and maybe later, when it awaited something not durable and that came.</param>
    public static Turn Run(
        IOrchestrator orchestrator, IReadOnlyList<Arrival> arrivals, IReadOnlyList<Call> asked, int told, ILoggerFactory loggers, Action<Failed> strayed)
    {
        var start = (Started)arrivals[0];
        var hasStrayed = false;
        EmbeddedContext context = null!;
        var thread = new TurnThread(() =>
        {
            hasStrayed = true;
            strayed(Strayed());
        });
        context = new EmbeddedContext(start, thread, loggers);
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

        var before = asked.FirstOrDefault(call => context.Calls.ElementAtOrDefault(call.Task) is var now && call != now && call.Words != now?.Words);
        return new Turn(
            context.Calls,
            context.Open,
            context.CustomStatus,
            suspended,
            before is null ? Conclude() : Failed.Mismatch(start, before.Words, context.Calls.ElementAtOrDefault(before.Task)?.Words));

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
            _ when hasStrayed => Strayed(),
            { IsCompleted: false } => context.IsWaiting ? null : Strayed(),
            _ when context.Open.Count > 0 => null,
            { IsCompletedSuccessfully: true } => context.NextInput is null ? new Returned(run.Result) : new Continued(context.Next()),
            _ => new Failed(FailureDetails.From(run.Exception?.InnerException ?? new TaskCanceledException(run))),
        };

        Failed Strayed() => new(FailureDetails.From(new NonDurableAwaitException(
            $"Orchestrator '{start.Name}' awaited something else than a task of its context, after {context.Calls.LastOrDefault()?.Words ?? "its start"}. Such work belongs in an activity.")));
    }
}

/// <summary>What an orchestrator has come to.</summary>
/// <param name="Calls">Everything it has asked for, on this turn and before, in order.</param>
/// <param name="Open">The numbers of the calls not answered yet.</param>
/// <param name="CustomStatus">JSON.</param>
/// <param name="IsSuspended">Whether arrivals wait for <see cref="Resumed"/>.</param>
/// <param name="Outcome">Null while it goes on.</param>
internal sealed record Turn(IReadOnlyList<Call> Calls, IReadOnlyCollection<int> Open, string? CustomStatus, bool IsSuspended, Outcome? Outcome)
{
    /// <summary>The turn, if another run of the same history came to the same; else a failure that names where they part.</summary>
    public Turn Checked(Started start, Turn again)
    {
        if (Calls.SequenceEqual(again.Calls) && CustomStatus == again.CustomStatus && $"{Outcome}" == $"{again.Outcome}")
        {
            return this;
        }

        // Where the words agree, the inputs do not.
        var parts = Steps(call => call.Words).Zip(again.Steps(call => call.Words)).Concat(Steps(call => $"{call}").Zip(again.Steps(call => $"{call}")));
        var (first, second) = parts.First(pair => pair.First != pair.Second);
        return this with { Outcome = Failed.Mismatch(start, first, second) };
    }

    private IEnumerable<string> Steps(Func<Call, string> words) => Calls.Select(words).Append($"the status {CustomStatus} and the end {Outcome}");
}

/// <summary>How an execution ends.</summary>
internal abstract record Outcome;

internal sealed record Returned(string Output) : Outcome;

internal sealed record Continued(Started Next) : Outcome;

internal sealed record Failed(FailureDetails Failure) : Outcome
{
    /// <summary>A replay asked for something else than the history has: the orchestrator is not deterministic, or its code changed.</summary>
    public static Failed Mismatch(Started start, string before, string? now) => new(FailureDetails.From(new HistoryMismatchException(
        $"Orchestrator '{start.Name}' does not replay: where it came to {before}, it now comes to {now ?? "nothing"}.")));

    // Stack traces differ.
    public override string ToString() => $"{Failure.ErrorType}: {Failure.ErrorMessage}";
}

/// <summary>The orchestrator does not do again what it did.</summary>
internal sealed class HistoryMismatchException(string message) : Exception(message);
