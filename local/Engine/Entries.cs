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
internal abstract record Entry
{
    public required string Instance { get; init; }
}

/// <summary>The instance's end is kept elsewhere: its lines so far are dead.</summary>
internal sealed record Filed : Entry
{
    public required string Execution { get; init; }
}

/// <summary>What reaches an orchestrator from outside.</summary>
internal abstract record Arrival : Entry
{
    public required DateTimeOffset At { get; init; }
}

/// <summary>An execution begins: the instance's first, or the next after ContinueAsNew.</summary>
internal sealed record Started : Arrival
{
    public required string Name { get; init; }

    [JsonConverter(typeof(RawJson))]
    public required string Input { get; init; }

    /// <summary>Unique to this execution; GUIDs and child ids are derived from it.</summary>
    public required string Execution { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public ParentCall? Parent { get; init; }

    /// <summary>Events the execution before left unread, oldest first.</summary>
    public IReadOnlyList<EventRaised> Events { get; init; } = [];
}

/// <summary>The call that a child answers.</summary>
internal sealed record ParentCall(string Instance, string Execution, int Task)
{
    /// <summary>The child's id where the orchestrator chose none.</summary>
    public string ChildId => $"{Instance}:{Execution[..8]}:{Task}";
}

/// <summary>Answers a <see cref="Call"/>.</summary>
internal abstract record Answer : Arrival
{
    public required int Task { get; init; }

    /// <summary>The execution that asked. Null when read from the journal, where only that one's answers are.</summary>
    [JsonIgnore]
    public string? Execution { get; init; }
}

internal sealed record TaskCompleted : Answer
{
    [JsonConverter(typeof(RawJson))]
    public required string Output { get; init; }
}

internal sealed record TaskFailed : Answer
{
    public required FailureDetails Failure { get; init; }
}

internal sealed record TimerFired : Answer;

internal sealed record EventRaised : Arrival
{
    public required string Name { get; init; }

    [JsonConverter(typeof(RawJson))]
    public required string Payload { get; init; }
}

/// <summary>An order from outside.</summary>
internal abstract record Order : Arrival
{
    public required string Reason { get; init; }
}

internal sealed record Suspended : Order;

internal sealed record Resumed : Order;

internal sealed record Terminated : Order;

/// <summary>What an orchestrator asks for or comes to. A replay must take the same steps in the same order.</summary>
internal abstract record Step : Entry
{
    /// <summary>The step in words, for messages and for comparing with steps that older code took.</summary>
    [JsonIgnore]
    public abstract string Words { get; }

    /// <summary>Whether the same code took both.</summary>
    public virtual bool IsSame(Step other) => Equals(other);
}

/// <summary>A step that is answered later.</summary>
internal abstract record Call : Step
{
    public required int Task { get; init; }
}

internal sealed record ActivityScheduled : Call
{
    public required string Name { get; init; }

    [JsonConverter(typeof(RawJson))]
    public required string Input { get; init; }

    public override string Words => $"call {Task}: activity '{Name}'";
}

internal sealed record ChildScheduled : Call
{
    public required string Name { get; init; }

    [JsonConverter(typeof(RawJson))]
    public required string Input { get; init; }

    public required string Child { get; init; }

    public override string Words => $"call {Task}: sub-orchestrator '{Name}' as '{Child}'";
}

internal sealed record TimerScheduled : Call
{
    public required DateTimeOffset FireAt { get; init; }

    public override string Words => $"call {Task}: timer";
}

/// <summary>The orchestrator's end.</summary>
internal abstract record Ending : Step
{
    [JsonConverter(typeof(RawJson))]
    public string? CustomStatus { get; init; }
}

internal sealed record Returned : Ending
{
    [JsonConverter(typeof(RawJson))]
    public required string Output { get; init; }

    public override string Words => "return";
}

internal sealed record Threw : Ending
{
    public required FailureDetails Failure { get; init; }

    public override string Words => $"throw {Failure.ErrorType}: {Failure.ErrorMessage}";

    public override bool IsSame(Step other) => other is Threw && other.Words == Words;
}

internal sealed record Continued : Step
{
    [JsonConverter(typeof(RawJson))]
    public required string Input { get; init; }

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
