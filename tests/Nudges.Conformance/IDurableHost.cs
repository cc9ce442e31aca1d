using Nudges.Orchestrations.Durable;

namespace Nudges.Conformance;

/// <summary>A running engine under test: what the conformance suite needs beyond the port.</summary>
public interface IDurableHost : IAsyncDisposable
{
    IDurableClient Client { get; }

    /// <summary>A short wait, in the engine's time.</summary>
    TimeSpan Unit { get; }

    /// <summary>Longer than one timer of what the engine is built on.</summary>
    TimeSpan LongTime { get; }

    /// <summary>So much before its time may a timer fire.</summary>
    TimeSpan Early { get; }

    /// <summary>Whether events that ContinueAsNew keeps stay in their order.</summary>
    bool KeepsOrder { get; }

    /// <summary>The version that new instances get.</summary>
    string Version { get; }

    /// <summary>Completes when the instance is seen as asked for.</summary>
    Task<OrchestrationMetadata> WaitAsync(string instance, Func<OrchestrationMetadata, bool> condition);

    /// <summary>Lets time pass, wherever a timer is waited for, until it is done.</summary>
    Task PassTimeUntilAsync(Task done);

    /// <summary>Lets so much time pass.</summary>
    Task PassTimeAsync(TimeSpan time);

    /// <summary>Kills the engine and starts it again over the same storage.</summary>
    Task RestartAsync();

    /// <summary>All lines logged by orchestrators, over restarts.</summary>
    IReadOnlyCollection<string> LoggedLines { get; }
}

/// <summary>An orchestrator of a few lines.</summary>
public sealed class Flow<TIn, TOut>(string name, Func<OrchestrationContext, TIn, Task<TOut>> run)
    : Orchestrator<TIn, TOut>(new OrchestratorRef<TIn, TOut>(name))
{
    public OrchestratorRef<TIn, TOut> Reference { get; } = new(name);

    public override Task<TOut> RunAsync(OrchestrationContext context, TIn input) => run(context, input);
}

/// <summary>An activity of a few lines.</summary>
public sealed class Work<TIn, TOut>(string name, Func<TIn, CancellationToken, Task<TOut>> run)
    : Activity<TIn, TOut>(new ActivityRef<TIn, TOut>(name))
{
    public Work(string name, Func<TIn, TOut> run) : this(name, (input, _) => Task.FromResult(run(input)))
    {
    }

    public ActivityRef<TIn, TOut> Reference { get; } = new(name);

    public override Task<TOut> RunAsync(TIn input, CancellationToken cancellationToken) => run(input, cancellationToken);
}
