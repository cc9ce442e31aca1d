using System.Text.Json;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Nudges.Campaigns;
using Nudges.Delivery;

namespace Nudges.Local.Tests.Storage;

public sealed class QueueBatchQueueTests(AzuriteFixture azurite) : StorageTests(azurite)
{
    [Fact]
    public async Task Enqueue_PutsPlainJsonInTheChannelsQueue_InOneRequest()
    {
        var message = new BatchMessage { Batch = BatchId.For(new RunId(Unique), 0, "email", 0), Channel = "email" };
        var before = Storage.Requests.Queues;

        var id = await Storage.Queue.EnqueueAsync(message, TimeSpan.Zero, CancellationToken.None);
        var requests = Storage.Requests.Queues - before;
        var received = await ReceiveAllAsync("nudges-email");

        Assert.Equal(1, requests);
        var text = Assert.Single(received, candidate => candidate.MessageId == id).Body.ToString();
        Assert.Equal(message, JsonSerializer.Deserialize<BatchMessage>(text, NudgesJson.Options));
    }

    [Fact]
    public async Task Enqueue_IsUnseenButKept_WhenPutOffForDays()
    {
        var message = new BatchMessage { Batch = BatchId.For(new RunId(Unique), 0, "teams", 0), Channel = "teams" };

        var id = await Storage.Queue.EnqueueAsync(message, TimeSpan.FromDays(7), CancellationToken.None);

        Assert.DoesNotContain(await ReceiveAllAsync("nudges-teams"), received => received.MessageId == id);
        var properties = await Storage.Get<QueueServiceClient>().GetQueueClient("nudges-teams").GetPropertiesAsync();
        Assert.True(properties.Value.ApproximateMessagesCount > 0);
    }

    private async Task<QueueMessage[]> ReceiveAllAsync(string queue)
    {
        var client = Storage.Get<QueueServiceClient>().GetQueueClient(queue);
        return await client.ReceiveMessagesAsync(maxMessages: 32, visibilityTimeout: TimeSpan.FromSeconds(1));
    }
}
