using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Caching.Memory;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Engine;

/// <summary>What is left of instances that have ended: a blob each, read only when someone asks for it.</summary>
internal sealed class EndedInstances(BlobContainerClient container) : IDisposable
{
    // Those just ended are asked for most, and a start that is under way must find them.
    private readonly MemoryCache _recent = new(new MemoryCacheOptions { SizeLimit = 1_000 });

    public void Remember(OrchestrationMetadata metadata) =>
        _recent.Set(metadata.InstanceId, metadata, new MemoryCacheEntryOptions { Size = 1 });

    public OrchestrationMetadata? FindRecent(string id) => _recent.Get<OrchestrationMetadata>(id);

    /// <summary>One request. Doing it again changes nothing.</summary>
    public async Task FileAsync(OrchestrationMetadata metadata, CancellationToken cancellationToken) =>
        await Blob(metadata.InstanceId).UploadAsync(
            new BinaryData(JsonSerializer.SerializeToUtf8Bytes(metadata, NudgesJson.Options)), overwrite: true, cancellationToken);

    /// <summary>At most one request.</summary>
    public async Task<OrchestrationMetadata?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (FindRecent(id) is { } recent)
        {
            return recent;
        }

        try
        {
            var content = await Blob(id).DownloadContentAsync(cancellationToken);
            return JsonSerializer.Deserialize<OrchestrationMetadata>(content.Value.Content, NudgesJson.Options);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>False where there is none.</summary>
    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        _recent.Remove(id);
        return await Blob(id).DeleteIfExistsAsync(cancellationToken: cancellationToken);
    }

    public void Dispose() => _recent.Dispose();

    private BlobClient Blob(string id) => container.GetBlobClient("ended/" + Uri.EscapeDataString(id));
}
