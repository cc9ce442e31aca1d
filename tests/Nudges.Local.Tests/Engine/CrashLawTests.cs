using CsCheck;
using Nudges.Local.Engine;
using Nudges.Orchestrations.Durable;
using Xunit.Abstractions;

namespace Nudges.Local.Tests.Engine;

/// <summary>The law of the engine: whatever the workflow, wherever it crashes, however often an activity runs, the end is the same.</summary>
[Collection(StorageCollection.Name)]
public sealed class CrashLawTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const int Workflows = 80;

    private static readonly Gen<(Workflow.Given Workflow, ActivityDelivery Delivery, int[] Crashes)> Cases =
        Gen.Select(Workflow.Any, Gen.Enum<ActivityDelivery>(), Gen.Int[1, 12].Array[1, 5]);

    [Fact]
    public async Task End_IsTheSame_AsWithoutACrash()
    {
        var crashed = 0;
        await Cases.SampleAsync(
            async one =>
            {
                var (calm, _) = await RunAsync(one.Workflow, ActivityDelivery.Once, []);
                var (rough, crashes) = await RunAsync(one.Workflow, one.Delivery, one.Crashes);
                crashed += crashes;
                Assert.Equal(calm, rough);
            },
            iter: Workflows, threads: 1);
        output.WriteLine($"{crashed} crashes");
        Assert.True(crashed > Workflows);
    }

    /// <summary>All that an outsider sees of the end.</summary>
    private async Task<(string End, int Crashes)> RunAsync(Workflow.Given workflow, ActivityDelivery delivery, int[] crashes)
    {
        await using var host = await EmbeddedHost.StartAsync(
            azurite.ConnectionString, $"law-{Guid.NewGuid():N}", [Workflow.Orchestrator], Workflow.Activities, options => options.Delivery = delivery, crashes: crashes);
        await host.RestartOnFaultAsync(() => host.Client.ScheduleNewOrchestrationInstanceAsync(Workflow.Orchestrator.Reference, workflow, "law", default));
        foreach (var place in Enumerable.Repeat(Workflow.Listeners(workflow.Body), workflow.Rounds + 1).SelectMany(names => names))
        {
            // Raised again where it crashed before it answered: the same event, so that one too many does not matter.
            await host.RestartOnFaultAsync(() => host.Client.RaiseEventAsync("law", new EventRef<int>($"{Workflow.AnEvent.Name}{place}"), 7, default));
        }

        var end = await host.RestartOnFaultAsync(() => host.RunToEndAsync("law"));
        return ($"{end.RuntimeStatus} {end.SerializedOutput} {end.SerializedCustomStatus} {end.FailureDetails?.ErrorMessage}", host.Starts - 1);
    }
}
