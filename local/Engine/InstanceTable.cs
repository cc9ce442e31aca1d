using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Engine;

/// <summary>
/// All instances in memory, and what an arrival does to them: turns, children, parents. Synchronous, on one thread at a time;
/// what is to be stored and done goes into <see cref="Batch"/>. After any prefix of what it stores, <see cref="Resume"/> finds
/// the way on.
/// </summary>
/// <remarks>Whoever takes a step is replayed from its start before the step is stored, and goes on from the replay.</remarks>
internal sealed partial class InstanceTable(IEnumerable<IOrchestrator> orchestrators, ILoggerFactory loggers, Action<string, Execution> strayed)
{
    /// <summary>Executions in a row that may end in ContinueAsNew without awaiting anything.</summary>
    private const int MostContinuations = 10_000;

    private readonly Dictionary<string, IOrchestrator> _orchestrators = EngineRegistration.ByName(orchestrators, orchestrator => orchestrator.Name);
    private readonly ConcurrentDictionary<string, Instance> _instances = [];
    private readonly Queue<Arrival> _arrivals = [];
    private readonly HashSet<Instance> _unchecked = [];

    public Batch Batch { get; private set; } = new();

    /// <summary>All that must outlive the journal's present file.</summary>
    public IReadOnlyCollection<Entry> Unfiled => [.. _instances.Values.SelectMany(instance => instance.History)];

    /// <summary>Checks by replay that all of it would be done again, and begins the next batch.</summary>
    public Batch TakeBatch(DateTimeOffset now)
    {
        while (_unchecked.Count > 0)
        {
            var instances = _unchecked.ToList();
            _unchecked.Clear();
            foreach (var instance in instances.Where(instance => instance.End is null && !Replays(instance)))
            {
                Take(instance, now);
            }

            Drain();
        }

        var batch = Batch;
        Batch = new Batch();
        return batch;
    }

    /// <summary>May be called on any thread.</summary>
    public bool TryGet(string id, [NotNullWhen(true)] out Instance? instance) => _instances.TryGetValue(id, out instance);

    public void Deliver(Arrival arrival)
    {
        _arrivals.Enqueue(arrival);
        Drain();
    }

    /// <summary>Ends the instance and its children, theirs first.</summary>
    public void Terminate(string id, string reason, DateTimeOffset now)
    {
        if (!_instances.TryGetValue(id, out var instance) || instance.End is not null)
        {
            return;
        }

        foreach (var child in _instances.Values.Where(child =>
            child.Start.Parent is { } parent && parent.Instance == id && parent.Execution == instance.Start.Execution))
        {
            Terminate(child.Id, reason, now);
        }

        Record(instance, new Terminated(id, now, reason), Urgency.Now);
        Ended(instance, now);
    }

    /// <summary>Ends an instance whose orchestrator awaited something not durable.</summary>
    public void Strayed(string id, Execution execution, DateTimeOffset now)
    {
        if (_instances.TryGetValue(id, out var instance) && instance.End is null && ReferenceEquals(instance.Execution, execution))
        {
            execution.AbandonAsStrayed();
            Take(instance, now);
            Drain();
        }
    }

    /// <summary>Gives up an ended instance: its end is filed, or nobody will ask for it.</summary>
    public void Forget(Instance instance)
    {
        Batch.Add(new Filed(instance.Id, instance.Start.Execution), Urgency.Whenever);
        _instances.TryRemove(KeyValuePair.Create(instance.Id, instance));
        instance.Filed.TrySetResult();
    }

    public void Drain()
    {
        while (_arrivals.TryDequeue(out var arrival))
        {
            if (arrival is Started start)
            {
                Begin(start);
            }
            else if (_instances.TryGetValue(arrival.Instance, out var instance) && instance.End is null && instance.Execution!.Expects(arrival))
            {
                Record(instance, arrival, arrival is Answer ? Urgency.Soon : Urgency.Now);
                instance.Execution.Feed(arrival, replaying: false);
                Take(instance, arrival.At);
            }
        }
    }

    private void Begin(Started start)
    {
        if (_instances.TryGetValue(start.Instance, out var existing) && existing.End is null)
        {
            if (start.Parent is not null)
            {
                Answer(start, start.At, null, FailureDetails.From(new InvalidOperationException($"An instance '{start.Instance}' is running already.")));
            }

            return;
        }

        var instance = _instances[start.Instance] = new Instance(start);
        Batch.Add(start, Urgency.Now);
        instance.Execution = NewExecution(start);
        instance.Execution.Feed(start, replaying: false);
        Take(instance, start.At);
    }

    /// <summary>Stores the steps just taken and sees to what they ask for.</summary>
    private void Take(Instance instance, DateTimeOffset now)
    {
        Batch.Touched.Add(instance);
        for (var continuations = 0; instance.Execution!.TakeSteps() is { Count: > 0 } steps;)
        {
            foreach (var taken in steps)
            {
                // An end is checked before anyone learns of it, everything else before it is stored.
                var step = taken is Ending or Continued && !Replays(instance, taken) ? instance.Execution.TakeSteps()[0] : taken;
                Record(instance, step, Urgency.Now);
                switch (step)
                {
                    case ChildScheduled child:
                        _arrivals.Enqueue(Child(instance, child, now));
                        _unchecked.Add(instance);
                        break;
                    case Call call:
                        Batch.Calls.Add((instance, call));
                        _unchecked.Add(instance);
                        break;
                    case Continued continued:
                        Continue(instance, continued);
                        if (++continuations > MostContinuations)
                        {
                            instance.Execution.Abandon(new InvalidOperationException($"Orchestrator '{instance.Start.Name}' continues as new without end and awaits nothing."));
                        }

                        break;
                    default:
                        Ended(instance, now);
                        break;
                }
            }
        }
    }

    /// <summary>Whether a replay comes to the same steps. If so, the next turn goes on from the replay; if not, the execution is abandoned.</summary>
    private bool Replays(Instance instance, Step? end = null)
    {
        var execution = instance.Execution!;
        if (execution.IsAbandoned)
        {
            return true;
        }

        var replay = NewExecution(instance.Start);
        try
        {
            Replay(instance, replay);
            if (end is not null)
            {
                replay.Match(end, exact: true);
            }

            replay.MatchedAll();
        }
        catch (HistoryMismatchException mismatch)
        {
            execution.Abandon(mismatch);
            return false;
        }

        instance.Execution = replay;
        return true;
    }

    private static void Replay(Instance instance, Execution execution)
    {
        foreach (var (index, entry) in instance.History.Index())
        {
            if (entry is Step step)
            {
                execution.Match(step, exact: index >= instance.Recovered);
            }
            else
            {
                execution.Feed((Arrival)entry, replaying: true);
            }
        }
    }

    private void Continue(Instance instance, Continued continued)
    {
        var next = instance.Execution!.Next(continued);
        Record(instance, next, Urgency.Now);
        instance.Execution = NewExecution(next);
        instance.Execution.Feed(next, replaying: false);
    }

    private void Ended(Instance instance, DateTimeOffset now)
    {
        Batch.Ended.Add(instance);
        Batch.Touched.Add(instance);
        Answer(instance.Start, now, (instance.End as Returned)?.Output, instance.Failure);
    }

    private void Answer(Started child, DateTimeOffset now, string? output, FailureDetails? failure)
    {
        if (child.Parent is { } parent)
        {
            _arrivals.Enqueue(failure is null
                ? new TaskCompleted(parent.Instance, now, parent.Task, output!) { Execution = parent.Execution }
                : new TaskFailed(parent.Instance, now, parent.Task, failure) { Execution = parent.Execution });
        }
    }

    private static Started Child(Instance instance, ChildScheduled child, DateTimeOffset now) =>
        new(child.Child, now, child.Name, child.Input, Guid.NewGuid().ToString("N"), now, ParentCall(instance, child));

    private static ParentCall ParentCall(Instance instance, ChildScheduled child) => new(instance.Id, instance.Start.Execution, child.Task);

    private Execution NewExecution(Started start) => new(
        _orchestrators.GetValueOrDefault(start.Name) ?? new MissingOrchestrator(start.Name), start, loggers, execution => strayed(start.Instance, execution));

    private void Record(Instance instance, Entry entry, Urgency urgency)
    {
        instance.Add(entry);
        Batch.Add(entry, urgency);
    }

    private sealed class MissingOrchestrator(string name) : IOrchestrator
    {
        public string Name => name;

        public Task<string> RunJsonAsync(OrchestrationContext context, string input) =>
            Task.FromException<string>(new InvalidOperationException($"No orchestrator is named '{name}'."));
    }
}
