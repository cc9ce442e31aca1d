using System.Text.Json;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Nudges.Delivery;
using Nudges.Orchestrations.Delivery;

namespace Nudges.Local.Delivery;

/// <summary>
/// The laptop's queue trigger of providers' events, at least once, as the Functions host does it: after five deliveries a message
/// goes to the poison queue, where it waits to be redriven. Asks the storage nothing where no provider can post.
/// </summary>
internal sealed partial class EventPump(
    QueueServiceClient queues, IEnumerable<IEventReader> readers, EventRecorder recorder, TimeProvider time, ILogger<EventPump> logger) : BackgroundService
{
    private const int MostDeliveries = 5;
    private const int MessagesAtOnce = 8;
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    // Longer than the work on one message takes; what takes longer is done twice, which changes nothing.
    private static readonly TimeSpan Visibility = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestIdle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!readers.Any(reader => reader.Enabled))
        {
            return;
        }

        var queue = queues.GetQueueClient(IEventQueue.Name);
        var idle = ShortestIdle;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var messages = (await queue.ReceiveMessagesAsync(MessagesAtOnce, Visibility, stoppingToken)).Value;
                foreach (var message in messages)
                {
                    await HandleAsync(queue, message, stoppingToken);
                }

                if (messages.Length > 0)
                {
                    idle = ShortestIdle;
                    continue;
                }

                await Task.Delay(idle, time, stoppingToken);
                idle = idle * 2 < LongestIdle ? idle * 2 : LongestIdle;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogReceiveFailed(failure);
                await Task.Delay(LongestIdle, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task HandleAsync(QueueClient queue, QueueMessage message, CancellationToken cancellationToken)
    {
        try
        {
            if (message.DequeueCount > MostDeliveries)
            {
                await queues.GetQueueClient(IEventQueue.PoisonName).SendMessageAsync(message.Body, timeToLive: Forever, cancellationToken: cancellationToken);
            }
            else
            {
                await recorder.HandleAsync(JsonSerializer.Deserialize<EventMessage>(message.Body, NudgesJson.Options)!, cancellationToken);
            }

            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogHandlingFailed(failure, message.MessageId, message.DequeueCount);
        }
    }

    [LoggerMessage(2011, LogLevel.Warning, "The queue of events could not be read")]
    private partial void LogReceiveFailed(Exception failure);

    [LoggerMessage(2012, LogLevel.Warning, "Message {Message} of events failed at delivery {Delivery} and will come back")]
    private partial void LogHandlingFailed(Exception failure, string message, long delivery);
}
