namespace Nudges.Local.Engine;

/// <content>The loop that owns the state, and the filing of what has ended.</content>
internal sealed partial class EmbeddedEngine
{
    private async Task LoopAsync()
    {
        try
        {
            while (await _commands.Reader.WaitToReadAsync())
            {
                for (var taken = 0; taken < MostCommandsPerAppend && _commands.Reader.TryRead(out var command); taken++)
                {
                    command();
                }

                if (_table.Batch.Urgency == Urgency.Soon)
                {
                    LetResultsWait();
                }

                if (_table.Batch.Urgency == Urgency.Now)
                {
                    await CommitAsync();
                }

                _callers.ForEach(caller => caller.TrySetResult());
                _callers.Clear();
            }

            if (_table.Batch.Urgency == Urgency.Soon)
            {
                await CommitAsync();
            }
        }
        catch (OperationCanceledException) when (Completion.IsFaulted)
        {
            // The fault is told already.
        }
        catch (Exception exception)
        {
            Fault(exception);
        }
    }

    private async Task CommitAsync()
    {
        var batch = _table.TakeBatch(_time.GetUtcNow());
        if (batch.Entries.Count > 0)
        {
            TakeStep();
            await _journal.AppendAsync(batch.Entries, CancellationToken.None);
            TakeStep();
        }

        foreach (var (instance, call) in batch.Calls.Where(asked => asked.Instance.End is null))
        {
            if (call is TimerScheduled timer)
            {
                _timers.Add(instance, timer);
            }
            else
            {
                _workers.Add(instance, (ActivityScheduled)call);
            }
        }

        Publish(batch.Touched);
        foreach (var instance in batch.Ended)
        {
            Ended.Remember(instance.Published!);
            if (instance.IsUnnamed)
            {
                _table.Forget(instance);
            }
            else
            {
                _toFile.Writer.TryWrite(instance);
            }
        }

        if (_journal.IsLong)
        {
            await _journal.RewriteAsync(_table.Unfiled, CancellationToken.None);
        }
    }

    private void Publish(IEnumerable<Instance> touched)
    {
        foreach (var instance in touched)
        {
            var metadata = instance.Publish();
            _watchers.RemoveAll(watcher => watcher.See(metadata));
        }
    }

    private void FireTimers()
    {
        foreach (var fired in _timers.TakeDue())
        {
            _table.Deliver(fired);
        }
    }

    private void LetResultsWait()
    {
        if (_options.ResultsWaitForCompany == TimeSpan.Zero)
        {
            _table.Batch.Raise(Urgency.Now);
        }
        else if (!_resultsWait)
        {
            _resultsWait = _resultsTimer.Change(_options.ResultsWaitForCompany, Timeout.InfiniteTimeSpan);
        }
    }

    private void StoreResults()
    {
        _resultsWait = false;
        if (_table.Batch.Urgency == Urgency.Soon)
        {
            _table.Batch.Raise(Urgency.Now);
        }
    }

    /// <summary>Files ended instances one by one, so that of two with one id the later is filed later.</summary>
    private async Task FileAsync()
    {
        try
        {
            await foreach (var instance in _toFile.Reader.ReadAllAsync(CancellationToken.None))
            {
                if (Completion.IsFaulted)
                {
                    return;
                }

                await Ended.FileAsync(instance.Published!, CancellationToken.None);
                TakeStep();
                Post(() => _table.Forget(instance));
            }
        }
        catch (OperationCanceledException) when (Completion.IsFaulted)
        {
            // The fault is told already.
        }
        catch (Exception exception)
        {
            Fault(exception);
        }
    }
}
