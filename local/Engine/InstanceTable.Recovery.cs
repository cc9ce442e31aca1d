namespace Nudges.Local.Engine;

/// <content>How the instances come back after the process has ended, in whatever way.</content>
internal sealed partial class InstanceTable
{
    /// <summary>Reads a line of the journal. After the last comes <see cref="Resume"/>.</summary>
    public void Load(Entry entry)
    {
        _instances.TryGetValue(entry.Instance, out var instance);
        switch (entry)
        {
            case Filed filed:
                if (instance?.Start.Execution == filed.Execution)
                {
                    _instances.TryRemove(filed.Instance, out _);
                }

                break;
            case Started start when instance?.History[^1] is not Continued:
                _instances[start.Instance] = new Instance(start);
                break;
            default:
                instance?.Add(entry);
                break;
        }
    }

    /// <summary>Replays what was loaded and goes on from there.</summary>
    public void Resume(DateTimeOffset now)
    {
        var instances = _instances.Values.ToList();
        var running = instances.Where(instance => instance.End is null).ToList();
        foreach (var instance in running)
        {
            instance.Recovered = instance.History.Count;
            instance.Execution = NewExecution(instance.Start);
            try
            {
                Replay(instance, instance.Execution);
            }
            catch (HistoryMismatchException mismatch)
            {
                instance.Execution.Abandon(mismatch);
            }
        }

        foreach (var ended in instances.Except(running))
        {
            Ended(ended, now);
        }

        foreach (var instance in running)
        {
            if (instance.History[^1] is Continued continued && !instance.Execution!.IsAbandoned)
            {
                Continue(instance, continued);
            }
            else if (!instance.Execution!.HasEnded)
            {
                Repeat(instance, now);
            }

            Take(instance, now);
        }

        Drain();
        Batch.Raise(Urgency.Now);
    }

    /// <summary>Asks again for what an earlier process had asked for.</summary>
    private void Repeat(Instance instance, DateTimeOffset now)
    {
        // Only calls of the history: later ones are still to be taken.
        var recorded = instance.History.OfType<Call>().Select(call => call.Task).ToHashSet();
        foreach (var call in instance.Execution!.Open.Where(call => recorded.Contains(call.Task)))
        {
            if (call is not ChildScheduled child)
            {
                Batch.Calls.Add((instance, call));
            }
            else if (!_instances.TryGetValue(child.Child, out var started) || started.Start.Parent != ParentCall(instance, child))
            {
                _arrivals.Enqueue(Child(instance, child, now));
            }
        }
    }
}
