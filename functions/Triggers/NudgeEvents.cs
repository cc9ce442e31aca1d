using Microsoft.Azure.Functions.Worker;
using Nudges.Delivery;
using Nudges.Orchestrations.Delivery;

namespace Nudges.Functions.Triggers;

/// <summary>
/// Works on what providers told of nudges. What could not be handled <c>maxDequeueCount</c> times (host.json) waits in the poison
/// queue until it is redriven.
/// </summary>
public sealed class NudgeEvents(EventRecorder recorder)
{
    [Function("RecordEvents")]
    public Task RecordAsync([QueueTrigger("nudge-events")] EventMessage message, CancellationToken cancellationToken) =>
        recorder.HandleAsync(message, cancellationToken);
}
