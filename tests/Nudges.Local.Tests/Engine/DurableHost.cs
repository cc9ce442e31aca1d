using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Tests.Engine;

/// <summary>A running engine under test: what the conformance suite needs beyond the port.</summary>
public interface IDurableHost : IAsyncDisposable
{
    IDurableClient Client { get; }

    /// <summary>Completes when the instance is seen as asked for.</summary>
    Task<OrchestrationMetadata> WaitAsync(string instance, Func<OrchestrationMetadata, bool> condition);

    /// <summary>Completes when the instance has ended, letting time pass wherever it waits for a timer.</summary>
    Task<OrchestrationMetadata> RunToEndAsync(string instance);

    /// <summary>Lets time pass up to the next timer that is set, once one is.</summary>
    Task SkipToNextTimerAsync();

    void Advance(TimeSpan time);

    /// <summary>Kills the engine and starts it again over the same storage.</summary>
    Task RestartAsync();

    /// <summary>All lines logged by orchestrators, over restarts.</summary>
    IReadOnlyCollection<string> LoggedLines { get; }
}

/// <summary>An orchestrator of a few lines.</summary>
internal sealed class Flow<TIn, TOut>(string name, Func<OrchestrationContext, TIn, Task<TOut>> run)
    : Orchestrator<TIn, TOut>(new OrchestratorRef<TIn, TOut>(name))
{
    public OrchestratorRef<TIn, TOut> Reference { get; } = new(name);

    public override Task<TOut> RunAsync(OrchestrationContext context, TIn input) => run(context, input);
}

/// <summary>An activity of a few lines.</summary>
internal sealed class Work<TIn, TOut>(string name, Func<TIn, CancellationToken, Task<TOut>> run)
    : Activity<TIn, TOut>(new ActivityRef<TIn, TOut>(name))
{
    public Work(string name, Func<TIn, TOut> run) : this(name, (input, _) => Task.FromResult(run(input)))
    {
    }

    public ActivityRef<TIn, TOut> Reference { get; } = new(name);

    public override Task<TOut> RunAsync(TIn input, CancellationToken cancellationToken) => run(input, cancellationToken);
}
