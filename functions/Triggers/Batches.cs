using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Nudges.Delivery;
using Nudges.Functions.Durable;
using Nudges.Orchestrations.Delivery;

namespace Nudges.Functions.Triggers;

/// <summary>
/// Sends the batches that runs have queued, a queue for each channel and priority, so that one channel's throttling never delays
/// another's and one priority's batches never stand behind another's. What could not be handled <c>maxDequeueCount</c> times
/// (host.json) comes to the poison queue and is given up. A new channel needs its six triggers here.
/// </summary>
/// <remarks><c>id</c> is the queue message's id, bound from the trigger's metadata by its name.</remarks>
public sealed class Batches(BatchSender sender)
{
    [Function("SendEmail")]
    public Task SendEmailAsync(
        [QueueTrigger("nudges-email")] BatchMessage message, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        sender.SendAsync(message, id, new DurableClient(client), cancellationToken);

    [Function("SendEmailHigh")]
    public Task SendEmailHighAsync(
        [QueueTrigger("nudges-email-high")] BatchMessage message, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        sender.SendAsync(message, id, new DurableClient(client), cancellationToken);

    [Function("SendEmailLow")]
    public Task SendEmailLowAsync(
        [QueueTrigger("nudges-email-low")] BatchMessage message, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        sender.SendAsync(message, id, new DurableClient(client), cancellationToken);

    [Function("SendSmtp")]
    public Task SendSmtpAsync(
        [QueueTrigger("nudges-smtp")] BatchMessage message, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        sender.SendAsync(message, id, new DurableClient(client), cancellationToken);

    [Function("SendSmtpHigh")]
    public Task SendSmtpHighAsync(
        [QueueTrigger("nudges-smtp-high")] BatchMessage message, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        sender.SendAsync(message, id, new DurableClient(client), cancellationToken);

    [Function("SendSmtpLow")]
    public Task SendSmtpLowAsync(
        [QueueTrigger("nudges-smtp-low")] BatchMessage message, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        sender.SendAsync(message, id, new DurableClient(client), cancellationToken);

    [Function("SendTeams")]
    public Task SendTeamsAsync(
        [QueueTrigger("nudges-teams")] BatchMessage message, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        sender.SendAsync(message, id, new DurableClient(client), cancellationToken);

    [Function("SendTeamsHigh")]
    public Task SendTeamsHighAsync(
        [QueueTrigger("nudges-teams-high")] BatchMessage message, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        sender.SendAsync(message, id, new DurableClient(client), cancellationToken);

    [Function("SendTeamsLow")]
    public Task SendTeamsLowAsync(
        [QueueTrigger("nudges-teams-low")] BatchMessage message, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        sender.SendAsync(message, id, new DurableClient(client), cancellationToken);

    [Function("GiveUpEmail")]
    public Task GiveUpEmailAsync(
        [QueueTrigger("nudges-email-poison")] BatchMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        sender.GiveUpAsync(message, new DurableClient(client), cancellationToken);

    [Function("GiveUpEmailHigh")]
    public Task GiveUpEmailHighAsync(
        [QueueTrigger("nudges-email-high-poison")] BatchMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        sender.GiveUpAsync(message, new DurableClient(client), cancellationToken);

    [Function("GiveUpEmailLow")]
    public Task GiveUpEmailLowAsync(
        [QueueTrigger("nudges-email-low-poison")] BatchMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        sender.GiveUpAsync(message, new DurableClient(client), cancellationToken);

    [Function("GiveUpSmtp")]
    public Task GiveUpSmtpAsync(
        [QueueTrigger("nudges-smtp-poison")] BatchMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        sender.GiveUpAsync(message, new DurableClient(client), cancellationToken);

    [Function("GiveUpSmtpHigh")]
    public Task GiveUpSmtpHighAsync(
        [QueueTrigger("nudges-smtp-high-poison")] BatchMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        sender.GiveUpAsync(message, new DurableClient(client), cancellationToken);

    [Function("GiveUpSmtpLow")]
    public Task GiveUpSmtpLowAsync(
        [QueueTrigger("nudges-smtp-low-poison")] BatchMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        sender.GiveUpAsync(message, new DurableClient(client), cancellationToken);

    [Function("GiveUpTeams")]
    public Task GiveUpTeamsAsync(
        [QueueTrigger("nudges-teams-poison")] BatchMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        sender.GiveUpAsync(message, new DurableClient(client), cancellationToken);

    [Function("GiveUpTeamsHigh")]
    public Task GiveUpTeamsHighAsync(
        [QueueTrigger("nudges-teams-high-poison")] BatchMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        sender.GiveUpAsync(message, new DurableClient(client), cancellationToken);

    [Function("GiveUpTeamsLow")]
    public Task GiveUpTeamsLowAsync(
        [QueueTrigger("nudges-teams-low-poison")] BatchMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        sender.GiveUpAsync(message, new DurableClient(client), cancellationToken);
}
