using System.Text.Json.Serialization;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Engine;

/// <summary>A line of the journal. Inputs, outputs and payloads are JSON texts.</summary>
[JsonDerivedType(typeof(Started), "started")]
[JsonDerivedType(typeof(TaskCompleted), "completed")]
[JsonDerivedType(typeof(TaskFailed), "failed")]
[JsonDerivedType(typeof(TimerFired), "fired")]
[JsonDerivedType(typeof(EventRaised), "event")]
[JsonDerivedType(typeof(Suspended), "suspended")]
[JsonDerivedType(typeof(Resumed), "resumed")]
[JsonDerivedType(typeof(ActivityScheduled), "activity")]
[JsonDerivedType(typeof(ChildScheduled), "child")]
[JsonDerivedType(typeof(TimerScheduled), "timer")]
[JsonDerivedType(typeof(EventSent), "send")]
[JsonDerivedType(typeof(Ended), "ended")]
[JsonDerivedType(typeof(Purged), "purged")]
[JsonDerivedType(typeof(Moved), "moved")]
internal abstract record Entry(string Instance);

/// <summary>What reaches an orchestrator from outside.</summary>
internal abstract record Arrival(string Instance, DateTimeOffset At) : Entry(Instance);

/// <summary>
/// An execution begins: the instance's first, or the next after ContinueAsNew. GUIDs are derived from
/// <paramref name="Execution"/>, which is unique.
/// </summary>
internal sealed record Started(
    string Instance, DateTimeOffset At, string Name, string Input, string Version, string Execution, DateTimeOffset CreatedAt, ParentCall? Parent = null)
    : Arrival(Instance, At)
{
    /// <summary>Events the execution before left unread, oldest first.</summary>
    public IReadOnlyList<EventRaised> Events { get; init; } = [];
}

/// <summary>The call that a child answers.</summary>
internal sealed record ParentCall(string Instance, string Execution, int Task);

/// <summary>Answers the call of that number.</summary>
internal abstract record Answer(string Instance, DateTimeOffset At, int Task) : Arrival(Instance, At)
{
    /// <summary>The execution that asked. Null when read from the journal, where only that one's answers are.</summary>
    [JsonIgnore]
    public string? Execution { get; init; }
}

internal sealed record TaskCompleted(string Instance, DateTimeOffset At, int Task, string Output) : Answer(Instance, At, Task);

internal sealed record TaskFailed(string Instance, DateTimeOffset At, int Task, FailureDetails Failure) : Answer(Instance, At, Task);

internal sealed record TimerFired(string Instance, DateTimeOffset At, int Task) : Answer(Instance, At, Task);

internal sealed record EventRaised(string Instance, DateTimeOffset At, string Name, string Payload) : Arrival(Instance, At);

internal sealed record Suspended(string Instance, DateTimeOffset At, string Reason) : Arrival(Instance, At);

internal sealed record Resumed(string Instance, DateTimeOffset At, string Reason) : Arrival(Instance, At);

/// <summary>What an orchestrator asks for; answered later. A replay must ask for the same in the same order.</summary>
internal abstract record Call(string Instance, int Task, string Name) : Entry(Instance)
{
    /// <summary>What a replay by other code must come to again.</summary>
    [JsonIgnore]
    public abstract string Words { get; }
}

internal sealed record ActivityScheduled(string Instance, int Task, string Name, string Input) : Call(Instance, Task, Name)
{
    public override string Words => $"call {Task}, activity '{Name}'";
}

internal sealed record ChildScheduled(string Instance, int Task, string Name, string Input, string Child) : Call(Instance, Task, Name)
{
    public override string Words => $"call {Task}, sub-orchestrator '{Name}' as '{Child}'";
}

internal sealed record TimerScheduled(string Instance, int Task, DateTimeOffset FireAt) : Call(Instance, Task, "timer")
{
    public override string Words => $"call {Task}, timer";
}

/// <summary>Answered when the event is with its instance.</summary>
internal sealed record EventSent(string Instance, int Task, string Name, string Target, string Payload) : Call(Instance, Task, Name)
{
    public override string Words => $"call {Task}, event '{Name}' to '{Target}'";
}

/// <summary>All that is kept of an ended instance: its lines so far are dead.</summary>
internal sealed record Ended(OrchestrationMetadata State, ParentCall? Parent) : Entry(State.InstanceId);

/// <summary>The ended instance is forgotten.</summary>
internal sealed record Purged(string Instance) : Entry(Instance);

/// <summary>The last line of a journal: it goes on in the next.</summary>
internal sealed record Moved(string Instance) : Entry(Instance);
