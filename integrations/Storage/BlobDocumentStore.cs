using System.IO.Compression;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.IO;
using Nudges.Storage;

namespace Nudges.Integrations.Storage;

/// <summary>
/// Documents as blobs of gzipped JSON (Content-Encoding says so; a document put there plain, by hand, is read as well), bytes
/// as they are; one request a read or write up to 256 MiB, documents compressed.
/// </summary>
internal sealed class BlobDocumentStore(BlobServiceClient blobs) : IDocumentStore
{
    public const string Container = "nudges";

    private const string Gzip = "gzip";

    // Blocks below the size of large objects: those have memory of their own, which runs out first.
    private static readonly RecyclableMemoryStreamManager Buffers = new(new RecyclableMemoryStreamManager.Options { BlockSize = 64 * 1024 });

    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(Container);

    public async Task<Document<T>?> ReadAsync<T>(DocumentKey<T> key, CancellationToken cancellationToken)
    {
        if (await DownloadAsync(key.Path, cancellationToken) is not { } download)
        {
            return null;
        }

        using (download)
        {
            var stored = download.Content;
            await using var json = download.Details.ContentEncoding == Gzip ? new GZipStream(stored, CompressionMode.Decompress) : stored;
            try
            {
                var value = await JsonSerializer.DeserializeAsync<T>(json, NudgesJson.Options, cancellationToken);
                return new Document<T>(value ?? throw new JsonException("It is null."), download.Details.ETag.ToString());
            }
            catch (JsonException exception)
            {
                throw new InvalidDataException($"The document {Container}/{key.Path} cannot be read: {exception.Message} Correct it, or delete it to have it made again.", exception);
            }
        }
    }

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken) =>
        _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken).Select(blob => blob.Name);

    public IAsyncEnumerable<string> ListFoldersAsync(string folder, CancellationToken cancellationToken) =>
        _container.GetBlobsByHierarchyAsync(BlobTraits.None, BlobStates.None, "/", folder, cancellationToken)
            .Where(entry => entry.IsPrefix).Select(entry => entry.Prefix[folder.Length..^1]);

    public Task DeleteAsync(string path, CancellationToken cancellationToken) =>
        _container.GetBlobClient(path).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    public Task WriteAsync<T>(DocumentKey<T> key, T value, CancellationToken cancellationToken) =>
        UploadAsync(key, value, conditions: null, cancellationToken);

    public async Task<bool> TryWriteAsync<T>(DocumentKey<T> key, T value, string? version, CancellationToken cancellationToken)
    {
        var conditions = version is null
            ? new BlobRequestConditions { IfNoneMatch = ETag.All }
            : new BlobRequestConditions { IfMatch = new ETag(version) };
        try
        {
            await UploadAsync(key, value, conditions, cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ConditionNotMet || exception.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            return false;
        }
    }

    public async Task<byte[]?> ReadBytesAsync(BytesKey key, CancellationToken cancellationToken)
    {
        if (await DownloadAsync(key.Path, cancellationToken) is not { } download)
        {
            return null;
        }

        using (download)
        {
            var bytes = GC.AllocateUninitializedArray<byte>(checked((int)download.Details.ContentLength));
            await download.Content.ReadExactlyAsync(bytes, cancellationToken);
            return bytes;
        }
    }

    public Task WriteBytesAsync(BytesKey key, byte[] bytes, CancellationToken cancellationToken) =>
        _container.GetBlobClient(key.Path).UploadAsync(BinaryData.FromBytes(bytes), overwrite: true, cancellationToken);

    /// <summary>Null where there is no such blob.</summary>
    private async Task<BlobDownloadStreamingResult?> DownloadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await _container.GetBlobClient(path).DownloadStreamingAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 404 && exception.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    private async Task UploadAsync<T>(DocumentKey<T> key, T value, BlobRequestConditions? conditions, CancellationToken cancellationToken)
    {
        using var content = Buffers.GetStream();
        await using (var compressed = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true))
        {
            await JsonSerializer.SerializeAsync(compressed, value, NudgesJson.Options, cancellationToken);
        }

        content.Position = 0;
        var options = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json", ContentEncoding = Gzip },
            Conditions = conditions,
        };
        await _container.GetBlobClient(key.Path).UploadAsync(content, options, cancellationToken);
    }
}
