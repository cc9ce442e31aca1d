using System.Threading.Channels;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Engine;

/// <summary>Runs activities, at most <see cref="EngineOptions.MaxConcurrentActivities"/> at a time, in the order they were asked for.</summary>
internal sealed class ActivityWorkers(
    EngineOptions options, IEnumerable<IActivity> activities, TimeProvider time, Action<Answer> answer, Action stepped)
{
    private readonly Dictionary<string, IActivity> _activities = EngineRegistration.ByName(activities, activity => activity.Name);
    private readonly Channel<Work> _work = Channel.CreateUnbounded<Work>();

    public void Add(Instance instance, ActivityScheduled call) => _work.Writer.TryWrite(new Work(instance, instance.Start.Execution, call));

    /// <summary>Works until cancelled, and then until the activities already running have ended.</summary>
    public Task RunAsync(CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, options.MaxConcurrentActivities).Select(_ => Task.Run(() => WorkAsync(stopping), CancellationToken.None)));

    private async Task WorkAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var work in _work.Reader.ReadAllAsync(stopping))
            {
                if (work.Instance.End is null)
                {
                    await DeliverAsync(work, stopping);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped or faulted. What was not answered is asked for again at the next start.
        }
    }

    private async Task DeliverAsync(Work work, CancellationToken stopping)
    {
        switch (options.Delivery)
        {
            case ActivityDelivery.TwiceInSequence:
                await RunAsync(work, stopping);
                await RunAsync(work, stopping);
                break;
            case ActivityDelivery.TwiceAtTheSameTime:
                await Task.WhenAll(RunAsync(work, stopping), Task.Run(() => RunAsync(work, stopping), CancellationToken.None));
                break;
            default:
                await RunAsync(work, stopping);
                break;
        }
    }

    private async Task RunAsync(Work work, CancellationToken stopping)
    {
        var (instance, execution, call) = work;
        Answer result;
        try
        {
            var activity = _activities.GetValueOrDefault(call.Name) ?? throw new InvalidOperationException($"No activity is named '{call.Name}'.");
            var output = Payload.Check(await activity.RunJsonAsync(call.Input, stopping), $"The output of activity '{call.Name}'");
            result = new TaskCompleted(instance.Id, time.GetUtcNow(), call.Task, output) { Execution = execution };
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            result = new TaskFailed(instance.Id, time.GetUtcNow(), call.Task, FailureDetails.From(exception)) { Execution = execution };
        }

        stepped();
        answer(result);
    }

    private sealed record Work(Instance Instance, string Execution, ActivityScheduled Call);
}
