using System.Text.Json;
using System.Threading.Channels;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Nudges.Delivery;
using Nudges.Integrations.Storage;
using Nudges.Orchestrations.Delivery;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Delivery;

/// <summary>
/// The laptop's queue trigger: gives each queue's messages to the sender, at least once, as the Functions host does. A
/// message stays hidden while it is handled and comes back when handling fails or the process dies; after five deliveries it goes
/// to its poison queue, and from there the batch is given up.
/// </summary>
internal sealed partial class QueuePump(
    QueueServiceClient queues, Channels channels, WakingBatchQueue enqueued, BatchSender sender, IDurableClient client,
    TimeProvider time, ILogger<QueuePump> logger) : BackgroundService
{
    private const int MostDeliveries = 5;
    private const int MessagesAtOnce = 3;
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    /// <summary>How long a message of a process that died stays hidden.</summary>
    internal static readonly TimeSpan Visibility = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Renewal = Visibility / 3;
    // What this process enqueues wakes it; only what another left behind is found by asking, ever more seldom while nothing comes,
    // and seldom from the beginning: most channels and priorities are not in use.
    private static readonly TimeSpan ShortestIdle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PoisonIdle = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(channels.Names.SelectMany(IBatchQueue.QueueNames).SelectMany(name => new[] { PumpAsync(name, poison: false, stoppingToken), PumpAsync(name, poison: true, stoppingToken) }));

    private async Task PumpAsync(string name, bool poison, CancellationToken cancellationToken)
    {
        var poisoned = queues.GetQueueClient(IBatchQueue.PoisonQueueName(name));
        var queue = poison ? poisoned : queues.GetQueueClient(name);
        var idle = LongestIdle;
        var wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        enqueued.Visible += Wake;
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                try
                {
                    var messages = await queue.ReceiveMessagesAsync(MessagesAtOnce, Visibility, cancellationToken);
                    await Task.WhenAll(messages.Value.Select(message => poison
                        ? BuryAsync(queue, message, cancellationToken)
                        : HandleAsync(queue, poisoned, message, cancellationToken)));
                    if (messages.Value.Length > 0)
                    {
                        idle = ShortestIdle;
                    }
                    else
                    {
                        await WaitAsync(wake.Reader, poison ? PoisonIdle : idle, cancellationToken);
                        idle = idle * 2 < LongestIdle ? idle * 2 : LongestIdle;
                    }
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    LogReceiveFailed(failure, queue.Name);
                    await Task.Delay(AfterFailure, time, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        finally
        {
            enqueued.Visible -= Wake;
        }

        void Wake(string visible)
        {
            if (visible == queue.Name)
            {
                wake.Writer.TryWrite(true);
            }
        }
    }

    private async Task WaitAsync(ChannelReader<bool> wake, TimeSpan most, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = time.CreateTimer(_ => limit.Cancel(), null, most, Timeout.InfiniteTimeSpan);
        try
        {
            await wake.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Settles a message of the poison queue. One that cannot be read names no batch to settle, and is dropped.</summary>
    private async Task BuryAsync(QueueClient queue, QueueMessage message, CancellationToken cancellationToken)
    {
        try
        {
            if (Read(message) is { } batch)
            {
                await sender.GiveUpAsync(batch, client, cancellationToken);
            }
            else
            {
                LogUnreadable(message.MessageId);
            }

            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogHandlingFailed(failure, message.MessageId, message.DequeueCount);
        }
    }

    private static BatchMessage? Read(QueueMessage message)
    {
        try
        {
            return JsonSerializer.Deserialize<BatchMessage>(message.Body, NudgesJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task HandleAsync(QueueClient queue, QueueClient poisoned, QueueMessage message, CancellationToken cancellationToken)
    {
        if (message.DequeueCount > MostDeliveries)
        {
            await poisoned.SendMessageAsync(message.Body, timeToLive: Forever, cancellationToken: cancellationToken);
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
            enqueued.Wake(poisoned.Name);
            return;
        }

        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewal = RenewAsync(queue, message, done.Token);
        try
        {
            var batch = Read(message) ?? throw new JsonException("The message names no batch.");
            await sender.SendAsync(batch, message.MessageId, client, cancellationToken);
            await done.CancelAsync();
            await queue.DeleteMessageAsync(message.MessageId, await renewal, CancellationToken.None);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogHandlingFailed(failure, message.MessageId, message.DequeueCount);
        }
        finally
        {
            await done.CancelAsync();
            await renewal;
        }
    }

    /// <summary>Keeps the message hidden until cancelled; the receipt it can be deleted with then. A renewal that fails ends it: the message then comes back, which the ledger makes harmless.</summary>
    private async Task<string> RenewAsync(QueueClient queue, QueueMessage message, CancellationToken cancellationToken)
    {
        var receipt = message.PopReceipt;
        try
        {
            while (true)
            {
                await Task.Delay(Renewal, time, cancellationToken);
                // Not to be cancelled: a renewal that was made and not heard of would leave a receipt that deletes nothing.
                receipt = (await queue.UpdateMessageAsync(message.MessageId, receipt, message.Body, Visibility, CancellationToken.None)).Value.PopReceipt;
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception failure) when (failure is RequestFailedException or StorageUnavailableException)
        {
            LogRenewalFailed(failure, message.MessageId);
        }

        return receipt;
    }

    [LoggerMessage(2001, LogLevel.Warning, "Queue {Queue} could not be read")]
    private partial void LogReceiveFailed(Exception failure, string queue);

    [LoggerMessage(2004, LogLevel.Error, "Message {Message} names no batch and is dropped")]
    private partial void LogUnreadable(string message);

    [LoggerMessage(2002, LogLevel.Warning, "Message {Message} failed at delivery {Delivery} and will come back")]
    private partial void LogHandlingFailed(Exception failure, string message, long delivery);

    [LoggerMessage(2003, LogLevel.Warning, "Message {Message} could not be kept hidden")]
    private partial void LogRenewalFailed(Exception failure, string message);
}
