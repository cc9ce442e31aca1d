using System.Net;
using System.Net.Sockets;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Nudges.Integrations.Storage;
using Nudges.Storage;

namespace Nudges.Local.Tests.Storage;

public sealed class AzureStorageTests(AzuriteFixture azurite) : StorageTests(azurite)
{
    private const string Key = "c2VjcmV0IGtleQ==";

    private readonly AzuriteFixture _azurite = azurite;

    [Fact]
    public async Task EnsureCreated_CostsAFixedHandful_HoweverOftenItIsDone()
    {
        var setup = Storage.Get<StorageSetup>();
        var before = Storage.Requests.Total;

        await setup.EnsureCreatedAsync(["email", "teams"], CancellationToken.None);

        // A container, three tables, two queues for events, and a queue and its poison queue for each channel and priority.
        Assert.Equal(18, Storage.Requests.Total - before);
        Assert.Equal(Storage.Requests.Total, Storage.Requests.Blobs + Storage.Requests.Queues + Storage.Requests.Tables);
    }

    [Fact]
    public async Task Read_NamesTheAddressAndTheCureButNoKey_WhenStorageIsDown()
    {
        var port = FreePort();
        using var storage = new StorageServices($"AccountName=acct;AccountKey={Key};BlobEndpoint=http://127.0.0.1:{port}/acct;QueueEndpoint=http://127.0.0.1:{port}/acct;TableEndpoint=http://127.0.0.1:{port}/acct;");
        var started = TimeProvider.System.GetTimestamp();

        var exception = await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.Documents.ReadAsync(Documents.SourceBook, CancellationToken.None));

        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Contains($"http://127.0.0.1:{port}", exception.Message, StringComparison.Ordinal);
        Assert.Contains("AzureWebJobsStorage", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, exception.ToString(), StringComparison.Ordinal);
        Assert.Equal(5, storage.Requests.Blobs);
    }

    [Fact]
    public async Task Read_SaysThatAccessIsRefused_WhenTheKeyIsWrong()
    {
        var wrong = System.Text.RegularExpressions.Regex.Replace(_azurite.ConnectionString, "AccountKey=[^;]+", $"AccountKey={Key}");
        using var storage = new StorageServices(wrong);

        var exception = await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.Documents.ReadAsync(Documents.SourceBook, CancellationToken.None));

        Assert.Contains("refuses access (AuthorizationFailure)", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=acct")]
    public void Client_SaysWhatToSet_WhenTheSettingIsMissingOrMalformed(string? connectionString)
    {
        using var storage = new StorageServices(KeyValuePair.Create("AzureWebJobsStorage", connectionString));

        var exception = Assert.Throws<StorageUnavailableException>(storage.Get<BlobServiceClient>);

        Assert.Contains("AzureWebJobsStorage", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("accountName", "acct", "https://acct.blob.core.windows.net/", "https://acct.queue.core.windows.net/", "https://acct.table.core.windows.net/")]
    [InlineData("blobServiceUri", "https://b.example/;https://q.example/;https://t.example/", "https://b.example/", "https://q.example/", "https://t.example/")]
    public void Clients_UseTheHostsIdentity_WhenAddressesAreNamed(string setting, string value, string blobs, string queues, string tables)
    {
        var settings = setting == "accountName"
            ? new Dictionary<string, string?> { ["AzureWebJobsStorage:accountName"] = value }
            : value.Split(';').Zip(["blobServiceUri", "queueServiceUri", "tableServiceUri"]).ToDictionary(pair => $"AzureWebJobsStorage:{pair.Second}", pair => (string?)pair.First);
        using var storage = new StorageServices(settings);

        Assert.Equal(new Uri(blobs), storage.Get<BlobServiceClient>().Uri);
        Assert.Equal(new Uri(queues), storage.Get<QueueServiceClient>().Uri);
        Assert.Equal(new Uri(tables), storage.Get<TableServiceClient>().Uri);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
