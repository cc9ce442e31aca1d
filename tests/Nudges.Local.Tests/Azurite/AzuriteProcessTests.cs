using System.Diagnostics;
using Azure.Storage.Blobs;
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
    public async Task Dispose_EndsTheProcess()
    {
        var azurite = await AzuriteProcess.StartAsync(_folder, CancellationToken.None);
        using var process = Process.GetProcessById(azurite.ProcessId);

        await azurite.DisposeAsync();

        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(process.HasExited);
    }
}
