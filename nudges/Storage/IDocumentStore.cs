namespace Nudges.Storage;

/// <summary>Where a document of type <typeparamref name="T"/> is: its blob's name. <see cref="Documents"/> lists them all.</summary>
public readonly record struct DocumentKey<T>(string Path);

/// <summary>Where bytes are that are no document: their blob's name. <see cref="Documents"/> lists them all.</summary>
public readonly record struct BytesKey(string Path);

/// <summary>A document and the storage's version of it.</summary>
public sealed record Document<T>(T Value, string Version);

/// <summary>Whole JSON documents, read and written in one request each, compressed. Any size that fits in memory.</summary>
public interface IDocumentStore
{
    /// <summary>The document, or null where there is none.</summary>
    Task<Document<T>?> ReadAsync<T>(DocumentKey<T> key, CancellationToken cancellationToken);

    /// <summary>The names of the documents that begin so, in their order: one request for each 5,000.</summary>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>The names of the folders right under one that ends with a slash, in their order: one request for each 5,000.</summary>
    IAsyncEnumerable<string> ListFoldersAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Deletes, whatever is there; nothing where there is nothing.</summary>
    Task DeleteAsync(string path, CancellationToken cancellationToken);

    /// <summary>Writes, whatever is there.</summary>
    Task WriteAsync<T>(DocumentKey<T> key, T value, CancellationToken cancellationToken);

    /// <summary>
    /// Writes only where the stored version is <paramref name="version"/>, or where nothing is stored if that is null.
    /// False, and nothing written, where it is another.
    /// </summary>
    Task<bool> TryWriteAsync<T>(DocumentKey<T> key, T value, string? version, CancellationToken cancellationToken);

    /// <summary>The bytes as they were written, in one request; null where there are none.</summary>
    Task<byte[]?> ReadBytesAsync(BytesKey key, CancellationToken cancellationToken);

    /// <summary>Writes the bytes as they are, whatever is there.</summary>
    Task WriteBytesAsync(BytesKey key, byte[] bytes, CancellationToken cancellationToken);
}
