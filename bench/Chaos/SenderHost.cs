using System.CommandLine;
using System.Globalization;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Integrations;
using Nudges.Local.Azurite;
using Nudges.Local.Delivery;
using Nudges.Local.Hosting;
using Nudges.Orchestrations;
using Nudges.Orchestrations.Delivery;
using Nudges.Orchestrations.Durable;

namespace Nudges.Bench.Chaos;

/// <summary>
/// <c>sender</c>: a second host, which only sends, over the storage and the stand-ins of the laptop host that has the folder. It goes on
/// when these have been away, and ends with its input. It prints each batch whose end it has recorded.
/// </summary>
internal static class SenderHost
{
    public const string Name = "sender";

    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(250);

    // What the other host enqueues wakes that one at once: asking seldom would leave this one nothing.
    private static readonly TimeSpan VeryOften = TimeSpan.FromMilliseconds(20);

    public static Command Create()
    {
        var folder = new Option<string>("--data") { Required = true };
        var command = new Command(Name) { folder };
        command.Hidden = true;
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments.GetValue(folder)!, cancellationToken));
        return command;
    }

    private static async Task RunAsync(string folder, CancellationToken cancellationToken)
    {
        // The console reads by waiting, whatever its methods are called.
        var ended = Task.Run(Console.In.ReadToEnd, cancellationToken);
        using var host = Build(
            folder,
            storage: await FirstTextOfAsync(AzuriteProcess.ConnectionFile(Path.Combine(folder, "azurite")), cancellationToken),
            standInsPort: int.Parse(await FirstTextOfAsync(Path.Combine(folder, "stand-ins", "port"), cancellationToken), CultureInfo.InvariantCulture));
        await host.StartAsync(cancellationToken);
        var enqueued = host.Services.GetRequiredService<WakingBatchQueue>();
        var queues = host.Services.GetRequiredService<IOptions<NudgeOptions>>().Value.ChannelNames.Select(channel => IBatchQueue.QueueName(channel, RunPriority.Normal)).ToList();
        while (!ended.IsCompleted)
        {
            queues.ForEach(enqueued.Wake);
            await Task.Delay(VeryOften, cancellationToken);
        }
    }

    /// <summary>The file is written by the other host.</summary>
    private static async Task<string> FirstTextOfAsync(string file, CancellationToken cancellationToken)
    {
        while (!File.Exists(file) || new FileInfo(file).Length == 0)
        {
            await Task.Delay(Often, cancellationToken);
        }

        return await File.ReadAllTextAsync(file, cancellationToken);
    }

    private static IHost Build(string folder, string storage, int standInsPort)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var user = LocalConfiguration.Read();
        builder.Configuration
            .AddInMemoryCollection(LocalConfiguration.Defaults(
                // It composes nothing, so any key will do, and nothing goes by SMTP.
                user, new LocalOptions { Folder = folder }, Convert.ToBase64String(new byte[32]), new Uri($"http://127.0.0.1:{standInsPort}/"), new Uri("smtp://127.0.0.1"), eventKey: null, storage))
            .AddConfiguration(user);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddIntegrations(builder.Configuration);
        builder.Services.AddNudgeOrchestrations(builder.Configuration);
        // The storage is made ready by the other host, and may be away now.
        builder.Services.RemoveAll<IHostedService>();
        builder.Services.AddSingleton<IDurableClient, OtherHost>();
        builder.Services.AddQueuePump();
        var ledger = builder.Services.Single(service => service.ServiceType == typeof(IBatchLedger)).ImplementationType!;
        builder.Services.AddSingleton<IBatchLedger>(provider => new PrintingLedger((IBatchLedger)ActivatorUtilities.CreateInstance(provider, ledger)));
        return builder.Build();
    }

    private sealed class PrintingLedger(IBatchLedger ledger) : IBatchLedger
    {
        public Task<LedgerEntry?> ReadAsync(BatchId batch, CancellationToken cancellationToken) => ledger.ReadAsync(batch, cancellationToken);

        public Task<LedgerEntry?> TryAddAsync(LedgerEntry entry, CancellationToken cancellationToken) => ledger.TryAddAsync(entry, cancellationToken);

        public async Task<LedgerEntry?> TryUpdateAsync(LedgerEntry entry, CancellationToken cancellationToken)
        {
            var stored = await ledger.TryUpdateAsync(entry, cancellationToken);
            if (stored is { Settled: true } && stored.States.Contains(NudgeState.Sent))
            {
                Console.WriteLine(stored.Batch);
            }

            return stored;
        }

        public IAsyncEnumerable<LedgerEntry> ListAsync(RunId run, CancellationToken cancellationToken) => ledger.ListAsync(run, cancellationToken);
    }

    /// <summary>The engine is in the other host, whose sender tells of a settled batch when it gets its message once more.</summary>
    private sealed class OtherHost(IBatchQueue batches, QueueServiceClient queues) : IDurableClient
    {
        /// <summary>Returns when the message was taken: not by this host's sender, which waits for this.</summary>
        public async Task RaiseEventAsync<T>(string instanceId, EventRef<T> name, T payload, CancellationToken cancellationToken)
        {
            var batch = payload is BatchSettled settled ? settled.Batch : throw new NotSupportedException(name.Name);
            var message = await batches.EnqueueAsync(new BatchMessage { Batch = batch, Channel = batch.Channel }, TimeSpan.Zero, cancellationToken);
            var queue = queues.GetQueueClient(IBatchQueue.QueueName(batch.Channel, RunPriority.Normal));
            while ((await queue.PeekMessagesAsync(32, cancellationToken)).Value.Any(waiting => waiting.MessageId == message))
            {
                await Task.Delay(Often, cancellationToken);
            }
        }

        public Task<string> ScheduleNewOrchestrationInstanceAsync<TIn, TOut>(OrchestratorRef<TIn, TOut> orchestrator, TIn input, string instanceId, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<OrchestrationMetadata?> GetInstanceAsync(string instanceId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task SuspendInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ResumeInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task TerminateInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> PurgeInstanceAsync(string instanceId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> PurgeAllInstancesAsync(PurgeInstancesFilter filter, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
