using Microsoft.Extensions.Logging;
using Nudges.Orchestrations.Durable;
using Engine = Microsoft.DurableTask;

namespace Nudges.Functions.Durable;

/// <summary>Durable Functions' orchestration context behind the port: names and failures are translated, nothing else.</summary>
internal sealed class DurableContext(Engine.TaskOrchestrationContext engine) : OrchestrationContext
{
    public override string InstanceId => engine.InstanceId;

    public override DateTime CurrentUtcDateTime => engine.CurrentUtcDateTime;

    public override bool IsReplaying => engine.IsReplaying;

    public override Task<TOut> CallActivityAsync<TIn, TOut>(ActivityRef<TIn, TOut> activity, TIn input, RetryPolicy? retry = null) =>
        Translated(engine.CallActivityAsync<TOut>(activity.Name, input, Options(retry)));

    public override Task<TOut> CallSubOrchestratorAsync<TIn, TOut>(
        OrchestratorRef<TIn, TOut> orchestrator, TIn input, string? instanceId = null, RetryPolicy? retry = null) =>
        Translated(engine.CallSubOrchestratorAsync<TOut>(
            orchestrator.Name, input, new Engine.SubOrchestrationOptions(Options(retry), instanceId)));

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken) =>
        engine.CreateTimer(fireAt, cancellationToken);

    public override Task<T> WaitForExternalEvent<T>(EventRef<T> name, CancellationToken cancellationToken = default) =>
        engine.WaitForExternalEvent<T>(name.Name, cancellationToken);

    public override void SetCustomStatus<T>(T status) => engine.SetCustomStatus(status);

    public override void ContinueAsNew<TIn>(TIn newInput, bool preserveUnprocessedEvents = true) =>
        engine.ContinueAsNew(newInput, preserveUnprocessedEvents);

    public override Guid NewGuid() => engine.NewGuid();

    public override ILogger CreateReplaySafeLogger(string categoryName) => engine.CreateReplaySafeLogger(categoryName);

    private static async Task<TOut> Translated<TOut>(Task<TOut> task)
    {
        try
        {
            return await task;
        }
        catch (Engine.TaskFailedException failure)
        {
            throw new TaskFailedException(failure.TaskName, Failures.From(failure.FailureDetails), failure);
        }
    }

    // The engine reads a missing longest wait as one hour; ours means none.
    private static Engine.TaskOptions Options(RetryPolicy? retry) => retry is null
        ? new Engine.TaskOptions()
        : Engine.TaskOptions.FromRetryPolicy(new Engine.RetryPolicy(
            retry.MaxNumberOfAttempts,
            retry.FirstRetryInterval,
            retry.BackoffCoefficient,
            retry.MaxRetryInterval ?? Timeout.InfiniteTimeSpan,
            retry.RetryTimeout ?? Timeout.InfiniteTimeSpan));
}
