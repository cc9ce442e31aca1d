using System.Text.Json;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Nudges.Integrations.Storage;

/// <summary>How messages stand in queues: plain JSON, as host.json's <c>messageEncoding: none</c> expects, for as long as it takes.</summary>
internal static class QueueMessages
{
    /// <summary>Storage drops messages after seven days by default: one put off for that long would never be seen.</summary>
    public static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    public static Task<Response<SendReceipt>> SendJsonAsync<T>(this QueueClient queue, T message, TimeSpan delay, CancellationToken cancellationToken) =>
        queue.SendMessageAsync(JsonSerializer.Serialize(message, NudgesJson.Options), delay, Forever, cancellationToken);
}
