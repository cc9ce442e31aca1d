using System.Text.Json;

namespace Nudges.Conformance;

/// <content>Durable timers.</content>
public abstract partial class DurableConformance
{
    [Fact]
    public async Task Timer_FiresOnce_NotBeforeItsTime_HoweverFarAway()
    {
        var fired = 0;
        var count = new Work<int, int>("count", _ => Interlocked.Increment(ref fired));
        var flow = new Flow<TimeSpan, double>("long wait", async (context, wait) =>
        {
            var before = context.CurrentUtcDateTime;
            context.SetCustomStatus("waiting");
            await context.CreateTimer(wait, CancellationToken.None);
            await context.CallActivityAsync(count.Reference, 0);
            var waited = context.CurrentUtcDateTime - before;
            context.SetCustomStatus("fired");
            await context.WaitForExternalEvent(Go);
            return waited.TotalSeconds;
        });
        await using var host = await StartAsync([flow], [count]);
        await StartInstanceAsync(host, flow, host.LongTime);
        await StatusAsync(host, "\"waiting\"");
        await host.RestartAsync();
        Assert.Equal(0, fired);

        await host.PassTimeUntilAsync(StatusAsync(host, "\"fired\""));
        await host.RestartAsync();
        await host.PassTimeAsync(host.Unit);
        await host.Client.RaiseEventAsync("instance", Go, "", default);

        var waited = JsonSerializer.Deserialize<double>((await EndAsync(host)).SerializedOutput!);
        Assert.True(waited >= (host.LongTime - host.Early).TotalSeconds, $"waited {waited} s");
        Assert.Equal(1, fired);
    }

    [Fact]
    public async Task Timer_ThatIsPast_FiresAtOnce_AndOneThatIsCancelledNever()
    {
        var flow = new Flow<TimeSpan, string>("timers", async (context, wait) =>
        {
            await context.CreateTimer(-wait, CancellationToken.None);
            using var stop = new CancellationTokenSource();
            var cancelled = context.CreateTimer(3650 * wait, stop.Token);
            stop.Cancel();
            var late = context.CreateTimer(wait, stop.Token);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
            return $"{cancelled.IsCanceled} {late.IsCanceled}";
        });
        await using var host = await StartAsync([flow], []);

        // It ends though the timer was set for far away: what is cancelled is not waited for.
        Assert.Equal("\"True True\"", (await RunAsync(host, flow, host.Unit)).SerializedOutput);
    }

    [Fact]
    public async Task Timers_FireInTheOrderOfTheirTimes()
    {
        int[] asked = [3, 1, 2];
        var flow = new Flow<TimeSpan, string>("three timers", async (context, wait) =>
        {
            var order = new List<int>();
            await Task.WhenAll(asked.Select(async units =>
            {
                await context.CreateTimer(units * wait, CancellationToken.None);
                order.Add(units);
            }));
            return string.Join(",", order);
        });
        await using var host = await StartAsync([flow], []);

        Assert.Equal("\"1,2,3\"", (await RunAsync(host, flow, host.Unit)).SerializedOutput);
    }
}
