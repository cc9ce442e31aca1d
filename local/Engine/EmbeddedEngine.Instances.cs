using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Engine;

/// <content>What changes do to the instances, on the loop: what is stored goes to the entries, what follows to the afterwards.</content>
internal sealed partial class EmbeddedEngine
{
    /// <summary>Starts an instance unless there is one of that id.</summary>
    public void Begin(string id, string orchestrator, string input, DateTimeOffset now)
    {
        if (!_instances.ContainsKey(id))
        {
            Deliver(NewStart(id, orchestrator, input, now));
        }
    }

    /// <summary>Gives it to its instance; drops what nobody waits for.</summary>
    public void Deliver(Arrival arrival)
    {
        var instance = _instances.GetValueOrDefault(arrival.Instance);
        if (arrival is Started start)
        {
            if (instance is not null && instance.Parent == start.Parent)
            {
                Tell(instance, arrival.At);
                return;
            }

            if (instance is { End: null })
            {
                Answer(start.Parent!, arrival.At, null, FailureDetails.From(new InvalidOperationException($"An instance '{start.Instance}' is running already.")));
                return;
            }

            instance = _instances[arrival.Instance] = new Instance { Start = start };
        }
        else if (instance is not { End: null } || (arrival is Answer answer && !(answer.Execution == instance.Start!.Execution && instance.Open.Remove(answer.Task))))
        {
            return;
        }

        instance.Inbox.Add(arrival);
        if (instance.Inbox.Count == 1)
        {
            _ready.Enqueue(instance);
        }
    }

    /// <summary>Ends the instance and its children.</summary>
    public void Terminate(string id, string reason, DateTimeOffset now)
    {
        if (_instances.GetValueOrDefault(id) is { End: null } instance)
        {
            End(instance, OrchestrationRuntimeStatus.Terminated, now, output: reason);
            foreach (var child in _instances.Where(child => child.Value.Parent?.Instance == id))
            {
                Terminate(child.Key, reason, now);
            }
        }
    }

    /// <summary>Forgets ended instances; how many.</summary>
    public int Purge(Func<OrchestrationMetadata, bool> which)
    {
        var purged = _instances.Where(instance => instance.Value.End is { } end && which(end.State)).ToList();
        foreach (var instance in purged)
        {
            _instances.TryRemove(instance);
            _entries.Add(new Purged(instance.Key));
        }

        return purged.Count;
    }

    private void Load(Entry entry)
    {
        if (entry is Purged)
        {
            _instances.TryRemove(entry.Instance, out _);
        }
        else if (entry is not Moved)
        {
            _instances.GetOrAdd(entry.Instance, _ => new Instance()).Apply(entry);
        }
    }

    private void TakeTurn(Instance instance, bool recovering = false)
    {
        if (instance.End is not null)
        {
            return;
        }

        instance.Inbox.ForEach(arrival => Record(instance, arrival));
        instance.Inbox.Clear();
        var start = instance.Start!;
        var now = _time.GetUtcNow();
        if (OrchestrationVersion.Compare(start.Version, _options.DefaultVersion) > 0)
        {
            LogNewer(_logger, start.Instance, start.Version, _options.DefaultVersion);
            Publish(instance, State(start, OrchestrationRuntimeStatus.Running, now, instance.Published?.SerializedCustomStatus));
            return;
        }

        var turn = Run(instance, instance.Told).Checked(start, Run(instance, int.MaxValue));
        instance.Told = instance.Arrivals.Count;
        switch (turn.Outcome)
        {
            case Returned returned:
                End(instance, OrchestrationRuntimeStatus.Completed, now, turn.CustomStatus, returned.Output);
                break;
            case Failed failed:
                End(instance, OrchestrationRuntimeStatus.Failed, now, turn.CustomStatus, failure: failed.Failure);
                break;
            case Continued continued:
                Record(instance, continued.Next);
                _ready.Enqueue(instance);
                break;
            default:
                GoOn(instance, turn, recovering, now);
                Publish(instance, State(
                    start, turn.IsSuspended ? OrchestrationRuntimeStatus.Suspended : OrchestrationRuntimeStatus.Running, now, turn.CustomStatus));
                break;
        }
    }

    /// <summary>Sees to the calls it has made now; after a start, to all that are not answered.</summary>
    private void GoOn(Instance instance, Turn turn, bool recovering, DateTimeOffset now)
    {
        var before = instance.Calls.Count;
        instance.Open = [.. turn.Open];
        foreach (var call in turn.Calls.Skip(recovering ? 0 : before))
        {
            if (call.Task >= before)
            {
                Record(instance, call);
            }

            if (instance.Open.Contains(call.Task))
            {
                Do(instance, call, now);
            }
        }
    }

    private Turn Run(Instance instance, int told)
    {
        var start = instance.Start!;
        return Replay.Run(
            _orchestrators.GetValueOrDefault(start.Name) ?? new MissingOrchestrator(start.Name), instance.Arrivals, instance.Calls, told, _loggers,
            strayed: failed => _commands.Writer.TryWrite(() =>
            {
                if (instance.End is null && instance.Start!.Execution == start.Execution)
                {
                    End(instance, OrchestrationRuntimeStatus.Failed, _time.GetUtcNow(), failure: failed.Failure);
                }
            }));
    }

    private void Do(Instance instance, Call call, DateTimeOffset now)
    {
        var (id, execution) = (instance.Start!.Instance, instance.Start.Execution);
        switch (call)
        {
            case ActivityScheduled activity:
                _afterwards.Add(() => _work.Writer.TryWrite((instance, execution, activity)));
                break;
            case TimerScheduled timer:
                _timers.Enqueue(new TimerFired(id, timer.FireAt, timer.Task) { Execution = execution }, timer.FireAt);
                _afterwards.Add(Sleep);
                break;
            case EventSent sent:
                // Its instance takes its turn before this one, so no append has the answer and not the event.
                Deliver(new EventRaised(sent.Target, now, sent.Name, sent.Payload));
                Deliver(new TaskCompleted(id, now, sent.Task, "") { Execution = execution });
                break;
            case ChildScheduled child:
                Deliver(NewStart(child.Child, child.Name, child.Input, now) with { Parent = new ParentCall(id, execution, child.Task) });
                break;
        }
    }

    private void End(
        Instance instance, OrchestrationRuntimeStatus status, DateTimeOffset now, string? customStatus = null, string? output = null, FailureDetails? failure = null)
    {
        var state = State(instance.Start!, status, now, customStatus ?? instance.Published?.SerializedCustomStatus) with { SerializedOutput = output, FailureDetails = failure };
        Record(instance, new Ended(state, instance.Parent));
        Publish(instance, state);
        Tell(instance, now);
    }

    /// <summary>Tells its parent how an ended child ended.</summary>
    private void Tell(Instance child, DateTimeOffset now)
    {
        if (child is { Parent: { } parent, End.State: var state })
        {
            var failure = state.RuntimeStatus == OrchestrationRuntimeStatus.Terminated
                ? new FailureDetails { ErrorType = nameof(OrchestrationRuntimeStatus.Terminated), ErrorMessage = $"'{state.InstanceId}' was terminated: {state.SerializedOutput}" }
                : state.FailureDetails;
            Answer(parent, now, state.SerializedOutput, failure);
        }
    }

    private void Answer(ParentCall parent, DateTimeOffset now, string? output, FailureDetails? failure) => Deliver(failure is null
        ? new TaskCompleted(parent.Instance, now, parent.Task, output!) { Execution = parent.Execution }
        : new TaskFailed(parent.Instance, now, parent.Task, failure) { Execution = parent.Execution });

    private void Record(Instance instance, Entry entry)
    {
        instance.Apply(entry);
        _entries.Add(entry);
    }

    private void Publish(Instance instance, OrchestrationMetadata state) => _afterwards.Add(() => instance.Published = state);

    private Started NewStart(string id, string orchestrator, string input, DateTimeOffset now) =>
        new(id, now, orchestrator, input, _options.DefaultVersion, Guid.NewGuid().ToString("N"), now);

    private static OrchestrationMetadata State(Started start, OrchestrationRuntimeStatus status, DateTimeOffset now, string? customStatus) => new()
    {
        InstanceId = start.Instance,
        Name = start.Name,
        RuntimeStatus = status,
        CreatedAt = start.CreatedAt,
        LastUpdatedAt = now,
        SerializedCustomStatus = customStatus,
    };

    [LoggerMessage(EventId = 5102, Level = LogLevel.Warning, Message = "Instance {Instance} has version {Version} and waits for code that knows it; this is {Current}.")]
    private static partial void LogNewer(ILogger logger, string instance, string version, string current);

    private sealed class MissingOrchestrator(string name) : IOrchestrator
    {
        public string Name => name;

        public Task<string> RunJsonAsync(OrchestrationContext context, string input) =>
            Task.FromException<string>(new InvalidOperationException($"No orchestrator is named '{name}'."));
    }
}
