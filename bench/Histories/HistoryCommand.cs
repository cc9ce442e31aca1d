using System.CommandLine;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Campaigns;
using Nudges.Campaigns.Audiences;
using Nudges.Local.Engine;
using Nudges.Local.Hosting;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.Matching;
using Nudges.Orchestrations.Privacy;
using Nudges.Orchestrations.Runs;
using Nudges.People;
using Spectre.Console;

namespace Nudges.Bench.Histories;

/// <summary>
/// <c>history</c>: runs a day and a campaign of the sample company, erases someone and what is old, and prints the engine's journal, which then is kept as
/// what instances of this version have on record (tests/Nudges.Local.Tests/Engine/Histories).
/// </summary>
internal static class HistoryCommand
{
    public static Command Create()
    {
        var command = new Command("history", "Print the journal of a day, a campaign and an erasure, to be kept as a golden history");
        command.SetAction((_, cancellationToken) => RunAsync(cancellationToken));
        return command;
    }

    private static async Task RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("nudges-history-");
        try
        {
            var silent = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) });
            await using var host = await LocalHost.StartAsync(new LocalOptions { Folder = folder.FullName, Once = true }, silent, cancellationToken);
            var starter = host.Services.GetRequiredService<RunStarter>();
            var client = host.Services.GetRequiredService<IDurableClient>();
            var day = await starter.StartDailyAsync(client, cancellationToken);
            await client.WaitForInstanceCompletionAsync(day.Value, cancellationToken);
            var campaign = await starter.StartCampaignAsync(
                client,
                new RunRequest
                {
                    Id = new RunId("campaign-golden"),
                    Kind = RunKind.Campaign,
                    AsOf = DateTimeOffset.UtcNow,
                    Goal = "Write clearer incident reports",
                    Topics = ["writing"],
                    Audience = new Audience.Reports("desmond.achebe@larkwheel.example"),
                },
                cancellationToken);
            await client.WaitForInstanceCompletionAsync(campaign.Request.Id.Value, cancellationToken);
            var receipt = await host.Services.GetRequiredService<Erasures>().StartAsync(client, new PersonId("someone-golden"), cancellationToken);
            await client.WaitForInstanceCompletionAsync(receipt.Id, cancellationToken);
            await client.WaitForInstanceCompletionAsync(await host.Services.GetRequiredService<RetentionStarter>().StartAsync(client, cancellationToken), cancellationToken);
            await client.WaitForInstanceCompletionAsync(await host.Services.GetRequiredService<LearningStarter>().StartAsync(client, cancellationToken), cancellationToken);
            await PrintAsync(host.Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(new EngineOptions().Container), cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task PrintAsync(BlobContainerClient container, CancellationToken cancellationToken)
    {
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, "journal/", cancellationToken))
        {
            var content = await container.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken);
            Console.Write(content.Value.Content);
        }
    }
}
