using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace Nudges.Integrations.Storage;

/// <summary>
/// The account that <c>AzureWebJobsStorage</c> names, in the forms Azure Functions knows: a connection string, or
/// <c>__accountName</c>, or <c>__blobServiceUri</c> with <c>__queueServiceUri</c> and <c>__tableServiceUri</c>; the latter two
/// sign in with the host's identity, a user-assigned one where <c>__clientId</c> is set.
/// </summary>
internal abstract record StorageAccount
{
    private const string Setting = "AzureWebJobsStorage";

    private StorageAccount()
    {
    }

    /// <exception cref="StorageUnavailableException">The settings name no account, or are malformed.</exception>
    public static StorageAccount From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Setting);
        if (section.Value is { Length: > 0 } connectionString)
        {
            return new Connected(connectionString);
        }

        var account = section["accountName"];
        return new Identified(
            Address(section, "blobServiceUri", account, "blob"),
            Address(section, "queueServiceUri", account, "queue"),
            Address(section, "tableServiceUri", account, "table"),
            new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = section["clientId"] }));
    }

    public abstract BlobServiceClient Blobs(BlobClientOptions options);

    public abstract QueueServiceClient Queues(QueueClientOptions options);

    public abstract TableServiceClient Tables(TableClientOptions options);

    private static Uri Address(IConfiguration section, string name, string? account, string service)
    {
        if (section[name] is { Length: > 0 } address)
        {
            return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"
                ? uri
                : throw new StorageUnavailableException($"{Setting}__{name} is not a web address: {address}");
        }

        return account is { Length: > 0 }
            ? new Uri($"https://{account}.{service}.core.windows.net")
            : throw new StorageUnavailableException($"No storage is configured. Set {Setting} to a connection string, or {Setting}__accountName to the account that the host's identity may use.");
    }

    private sealed record Connected(string ConnectionString) : StorageAccount
    {
        public override BlobServiceClient Blobs(BlobClientOptions options) => Create(() => new BlobServiceClient(ConnectionString, options));

        public override QueueServiceClient Queues(QueueClientOptions options) => Create(() => new QueueServiceClient(ConnectionString, options));

        public override TableServiceClient Tables(TableClientOptions options) => Create(() => new TableServiceClient(ConnectionString, options));

        // The parsers' own messages name the setting within the string; they never repeat its value.
        private static T Create<T>(Func<T> create)
        {
            try
            {
                return create();
            }
            catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
            {
                throw new StorageUnavailableException($"{Setting} is not a storage connection string ({exception.Message.TrimEnd('.')}). Copy it whole from the account's access keys, or set UseDevelopmentStorage=true for Azurite on its usual ports.");
            }
        }
    }

    private sealed record Identified(Uri BlobAddress, Uri QueueAddress, Uri TableAddress, TokenCredential Credential) : StorageAccount
    {
        public override BlobServiceClient Blobs(BlobClientOptions options) => new(BlobAddress, Credential, options);

        public override QueueServiceClient Queues(QueueClientOptions options) => new(QueueAddress, Credential, options);

        public override TableServiceClient Tables(TableClientOptions options) => new(TableAddress, Credential, options);
    }
}
