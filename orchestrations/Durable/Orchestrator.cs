namespace Nudges.Orchestrations.Durable;

/// <summary>Names an orchestrator, typed.</summary>
public sealed record OrchestratorRef<TIn, TOut>(string Name);

/// <summary>Names an activity, typed.</summary>
public sealed record ActivityRef<TIn, TOut>(string Name);

/// <summary>Names an external event, typed.</summary>
public sealed record EventRef<T>(string Name);

/// <summary>The input or output of an orchestrator or activity that has none.</summary>
public sealed record Nothing
{
    public static Nothing Value { get; } = new();
}

/// <summary>An orchestrator as an engine sees it: a name, and JSON in and out.</summary>
public interface IOrchestrator
{
    string Name { get; }

    /// <exception cref="ArgumentException">The output is longer than <see cref="Payload.MostBytes"/>.</exception>
    Task<string> RunJsonAsync(OrchestrationContext context, string input);
}

/// <summary>A workflow. Deterministic, no dependencies: what it needs from outside it asks activities for.</summary>
public abstract class Orchestrator<TIn, TOut>(OrchestratorRef<TIn, TOut> reference) : IOrchestrator
{
    public string Name => reference.Name;

    public abstract Task<TOut> RunAsync(OrchestrationContext context, TIn input);

    async Task<string> IOrchestrator.RunJsonAsync(OrchestrationContext context, string input) =>
        Payload.Write(await RunAsync(context, Payload.Read<TIn>(input)), $"The output of orchestrator '{Name}'");
}

/// <summary>An activity as an engine sees it: a name, and JSON in and out.</summary>
public interface IActivity
{
    string Name { get; }

    /// <exception cref="ArgumentException">The output is longer than <see cref="Payload.MostBytes"/>.</exception>
    Task<string> RunJsonAsync(string input, CancellationToken cancellationToken);
}

/// <summary>
/// One step of work. May be run more than once with the same input, also at the same time: each says what a second run does.
/// </summary>
public abstract class Activity<TIn, TOut>(ActivityRef<TIn, TOut> reference) : IActivity
{
    public string Name => reference.Name;

    public abstract Task<TOut> RunAsync(TIn input, CancellationToken cancellationToken);

    async Task<string> IActivity.RunJsonAsync(string input, CancellationToken cancellationToken) =>
        Payload.Write(await RunAsync(Payload.Read<TIn>(input), cancellationToken), $"The output of activity '{Name}'");
}
