using Microsoft.Extensions.DependencyInjection;
using Nudges.Integrations.Storage;
using Xunit.Abstractions;

namespace Nudges.Local.Tests.Hosting;

/// <summary>What a larger company costs in storage, counted at the wire: at most 30 requests for each 1,000 emails more.</summary>
public sealed class StorageBudgetTests(ITestOutputHelper output)
{
    private const double MostPer1000 = 30;

    [Fact]
    public async Task Run_TakesAtMost30RequestsForEach1000Emails_EngineIncluded()
    {
        // Shards of about 900 people: one, and four.
        var (fewRequests, few) = await RunAsync(people: 900);
        var (manyRequests, many) = await RunAsync(people: 3_600);

        var per1000 = (manyRequests - fewRequests) * 1000.0 / (many - few);
        output.WriteLine($"{few} emails: {fewRequests} requests; {many} emails: {manyRequests} requests; {per1000:0.0} for each 1,000 more");
        Assert.True(many - few > 2_000);
        Assert.InRange(per1000, 0, MostPer1000);
    }

    private static async Task<(long Requests, int Emails)> RunAsync(int people)
    {
        await using var host = await RunningHost.StartAsync(people);
        var requests = host.Host.Services.GetRequiredService<StorageRequestCounter>();
        var before = requests.Total;
        var run = await host.RunDayAsync();
        Assert.Equal(people, run.Counts.People);
        Assert.Empty(run.Counts.Failed);
        return (requests.Total - before, run.Counts.Sent["email"]);
    }
}
