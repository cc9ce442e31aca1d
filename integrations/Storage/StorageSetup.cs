using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Hosting;
using Nudges.Delivery;

namespace Nudges.Integrations.Storage;

/// <summary>Creates the container, tables and queues that are missing when the host starts: six requests and six for each channel.</summary>
public sealed class StorageSetup(BlobServiceClient blobs, TableServiceClient tables, QueueServiceClient queues, IEnumerable<IChannel> channels) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        EnsureCreatedAsync([.. channels.Select(channel => channel.Name)], cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Creates what is missing for these channels. Doing it again changes nothing and costs as many requests.</summary>
    /// <exception cref="StorageUnavailableException">The storage does not answer, or refuses.</exception>
    public Task EnsureCreatedAsync(IReadOnlyList<string> channels, CancellationToken cancellationToken) => Task.WhenAll(
    [
        blobs.GetBlobContainerClient(BlobDocumentStore.Container).CreateIfNotExistsAsync(cancellationToken: cancellationToken),
        .. new[] { TableBatchLedger.Table, TableRunStore.Table, TablePreferenceStore.Table }
            .Select(table => tables.CreateTableIfNotExistsAsync(table, cancellationToken)),
        .. channels.SelectMany(IBatchQueue.QueueNames).SelectMany(queue => new[] { queue, IBatchQueue.PoisonQueueName(queue) })
            .Concat([IEventQueue.Name, IEventQueue.PoisonName])
            .Select(queue => queues.GetQueueClient(queue).CreateIfNotExistsAsync(cancellationToken: cancellationToken)),
    ]);
}
