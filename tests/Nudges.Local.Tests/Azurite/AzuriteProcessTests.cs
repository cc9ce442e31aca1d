using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Nudges.Local.Azurite;

namespace Nudges.Local.Tests.Azurite;

public sealed class AzuriteProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nudges-azurite-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AnsweredWrite_IsThere_AfterAzuriteIsKilled()
    {
        await using (var first = await AzuriteProcess.StartAsync(_folder, CancellationToken.None))
        {
            var container = new BlobContainerClient(first.ConnectionString, "kept");
            await container.CreateAsync();
            await container.UploadBlobAsync("claim", BinaryData.FromString("claimed"));
            using var process = Process.GetProcessById(first.ProcessId);
            process.Kill();
            await first.Exited;
        }

        await using var second = await AzuriteProcess.StartAsync(_folder, CancellationToken.None);
        var content = await new BlobClient(second.ConnectionString, "kept", "claim").DownloadContentAsync();
        Assert.Equal("claimed", content.Value.Content.ToString());
    }

    [Fact]
    public async Task Start_ListensWhereItDidBefore_AndElsewhere_WhenThatIsTaken()
    {
        string before;
        await using (var first = await AzuriteProcess.StartAsync(_folder, CancellationToken.None))
        {
            before = first.ConnectionString;
        }

        await using (var again = await AzuriteProcess.StartAsync(_folder, CancellationToken.None))
        {
            Assert.Equal(before, again.ConnectionString);
        }

        using var other = new TcpListener(IPAddress.Loopback, new QueueServiceClient(before).Uri.Port);
        other.Start();
        await using var elsewhere = await AzuriteProcess.StartAsync(_folder, CancellationToken.None);
        Assert.NotEqual(before, elsewhere.ConnectionString);
        Assert.Equal(elsewhere.ConnectionString, await File.ReadAllTextAsync(AzuriteProcess.ConnectionFile(_folder)));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("BlobEndpoint=http://127.0.0.1:70000/a;QueueEndpoint=http://127.0.0.1:70000/a;")]
    [InlineData("BlobEndpoint=http://127.0.0.1:1/a;BlobEndpoint=http://127.0.0.1:1/a;")]
    public async Task Start_ListensElsewhere_WhenWhatItKeptOfItsPortsIsNoUse(string kept)
    {
        await File.WriteAllTextAsync(AzuriteProcess.ConnectionFile(_folder), kept);

        await using var azurite = await AzuriteProcess.StartAsync(_folder, CancellationToken.None);

        Assert.True(await new BlobServiceClient(azurite.ConnectionString).GetBlobContainersAsync().CountAsync() == 0);
    }

    [Fact]
    public async Task Dispose_EndsTheProcess()
    {
        var azurite = await AzuriteProcess.StartAsync(_folder, CancellationToken.None);
        using var process = Process.GetProcessById(azurite.ProcessId);

        await azurite.DisposeAsync();

        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(process.HasExited);
    }
}
