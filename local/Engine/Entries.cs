using System.Text.Json;
using System.Text.Json.Serialization;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Engine;

/// <summary>A line of the journal. An instance's history is its lines since the last <see cref="Started"/>.</summary>
[JsonDerivedType(typeof(Started), "started")]
[JsonDerivedType(typeof(TaskCompleted), "completed")]
[JsonDerivedType(typeof(TaskFailed), "failed")]
[JsonDerivedType(typeof(TimerFired), "fired")]
[JsonDerivedType(typeof(EventRaised), "event")]
[JsonDerivedType(typeof(Suspended), "suspended")]
[JsonDerivedType(typeof(Resumed), "resumed")]
[JsonDerivedType(typeof(Terminated), "terminated")]
[JsonDerivedType(typeof(ActivityScheduled), "activity")]
[JsonDerivedType(typeof(ChildScheduled), "child")]
[JsonDerivedType(typeof(TimerScheduled), "timer")]
[JsonDerivedType(typeof(Returned), "returned")]
[JsonDerivedType(typeof(Threw), "threw")]
[JsonDerivedType(typeof(Continued), "continued")]
[JsonDerivedType(typeof(Filed), "filed")]
internal abstract record Entry(string Instance);

/// <summary>The instance's end is kept elsewhere, or nobody will ask for it: its lines so far are dead.</summary>
internal sealed record Filed(string Instance, string Execution) : Entry(Instance);

/// <summary>What reaches an orchestrator from outside.</summary>
internal abstract record Arrival(string Instance, DateTimeOffset At) : Entry(Instance);

/// <summary>
/// An execution begins: the instance's first, or the next after ContinueAsNew. GUIDs and child ids are derived from
/// <paramref name="Execution"/>, which is unique.
/// </summary>
internal sealed record Started(
    string Instance,
    DateTimeOffset At,
    string Name,
    [property: JsonConverter(typeof(RawJson))] string Input,
    string Execution,
    DateTimeOffset CreatedAt,
    ParentCall? Parent = null) : Arrival(Instance, At)
{
    /// <summary>Events the execution before left unread, oldest first.</summary>
    public IReadOnlyList<EventRaised> Events { get; init; } = [];
}

/// <summary>The call that a child answers.</summary>
internal sealed record ParentCall(string Instance, string Execution, int Task)
{
    /// <summary>The child's id where the orchestrator chose none.</summary>
    [JsonIgnore]
    public string ChildId => $"{Instance}:{Execution[..8]}:{Task}";
}

/// <summary>Answers a <see cref="Call"/>.</summary>
internal abstract record Answer(string Instance, DateTimeOffset At, int Task) : Arrival(Instance, At)
{
    /// <summary>The execution that asked. Null when read from the journal, where only that one's answers are.</summary>
    [JsonIgnore]
    public string? Execution { get; init; }
}

internal sealed record TaskCompleted(
    string Instance, DateTimeOffset At, int Task, [property: JsonConverter(typeof(RawJson))] string Output) : Answer(Instance, At, Task);

internal sealed record TaskFailed(string Instance, DateTimeOffset At, int Task, FailureDetails Failure) : Answer(Instance, At, Task);

internal sealed record TimerFired(string Instance, DateTimeOffset At, int Task) : Answer(Instance, At, Task);

internal sealed record EventRaised(
    string Instance, DateTimeOffset At, string Name, [property: JsonConverter(typeof(RawJson))] string Payload) : Arrival(Instance, At);

internal sealed record Suspended(string Instance, DateTimeOffset At, string Reason) : Arrival(Instance, At);

internal sealed record Resumed(string Instance, DateTimeOffset At, string Reason) : Arrival(Instance, At);

internal sealed record Terminated(string Instance, DateTimeOffset At, string Reason) : Arrival(Instance, At);

/// <summary>What an orchestrator asks for or comes to. A replay must take the same steps in the same order.</summary>
internal abstract record Step(string Instance) : Entry(Instance)
{
    /// <summary>The step in words, for messages and for comparing with steps that older code took.</summary>
    [JsonIgnore]
    public abstract string Words { get; }

    /// <summary>Whether the same code, given the same, could have taken both.</summary>
    public virtual bool IsSame(Step other) => Equals(other);
}

/// <summary>A step that is answered later.</summary>
internal abstract record Call(string Instance, int Task) : Step(Instance);

internal sealed record ActivityScheduled(
    string Instance, int Task, string Name, [property: JsonConverter(typeof(RawJson))] string Input) : Call(Instance, Task)
{
    public override string Words => $"call {Task}: activity '{Name}'";
}

internal sealed record ChildScheduled(
    string Instance, int Task, string Name, [property: JsonConverter(typeof(RawJson))] string Input, string Child) : Call(Instance, Task)
{
    public override string Words => $"call {Task}: sub-orchestrator '{Name}' as '{Child}'";
}

internal sealed record TimerScheduled(string Instance, int Task, DateTimeOffset FireAt) : Call(Instance, Task)
{
    public override string Words => $"call {Task}: timer";
}

/// <summary>The end of an execution. The last custom status is kept, as the history of an ended one is not.</summary>
internal abstract record Ending(string Instance, string? CustomStatus) : Step(Instance)
{
    [JsonConverter(typeof(RawJson))]
    public string? CustomStatus { get; init; } = CustomStatus;
}

internal sealed record Returned(
    string Instance, string? CustomStatus, [property: JsonConverter(typeof(RawJson))] string Output) : Ending(Instance, CustomStatus)
{
    public override string Words => "return";
}

internal sealed record Threw(string Instance, string? CustomStatus, FailureDetails Failure) : Ending(Instance, CustomStatus)
{
    public override string Words => $"throw {Failure.ErrorType}: {Failure.ErrorMessage}";

    // Stack traces differ.
    public override bool IsSame(Step other) => other is Threw && other.Words == Words;
}

internal sealed record Continued(string Instance, [property: JsonConverter(typeof(RawJson))] string Input) : Step(Instance)
{
    public override string Words => "ContinueAsNew";
}

/// <summary>JSON held as text, written as it is and on one line.</summary>
internal sealed class RawJson : JsonConverter<string>
{
    public override bool HandleNull => true;

    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetRawText();
    }

    // A line break in valid JSON can only be between its parts.
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Replace('\n', ' ').Replace('\r', ' '));
}
