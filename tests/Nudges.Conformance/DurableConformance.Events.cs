using System.Text.Json;
using Nudges.Orchestrations.Durable;

namespace Nudges.Conformance;

/// <content>External events.</content>
public abstract partial class DurableConformance
{
    [Fact]
    public async Task Events_AreKeptBeforeAnyoneWaits_AndComeInOrder()
    {
        var flow = new Flow<int, int[]>("collect", async (context, count) =>
        {
            context.SetCustomStatus("ready");
            await context.WaitForExternalEvent(Go);
            var numbers = new List<int>();
            while (numbers.Count < count)
            {
                numbers.Add(await context.WaitForExternalEvent(Number));
            }

            return [.. numbers];
        });
        await using var host = await StartAsync([flow], []);
        await StartInstanceAsync(host, flow, 5);
        await StatusAsync(host, "\"ready\"");
        await RaiseAsync(host, 0, 5);

        await host.RestartAsync();
        await host.Client.RaiseEventAsync("instance", new EventRef<string>("GO"), "", default);

        Assert.Equal("[0,1,2,3,4]", (await EndAsync(host)).SerializedOutput);
    }

    [Fact]
    public async Task SecondWaitOfAName_IsRefused_WhileTheFirstIsOpen()
    {
        var flow = new Flow<int, string>("two waits", async (context, _) =>
        {
            var first = context.WaitForExternalEvent(Number);
            context.SetCustomStatus("ready");
            try
            {
                await context.WaitForExternalEvent(new EventRef<int>("NUMBER"));
                return "taken";
            }
            catch (InvalidOperationException refused)
            {
                return $"{await first} {refused.Message}";
            }
        });
        await using var host = await StartAsync([flow], []);
        await StartInstanceAsync(host, flow, 0);
        await StatusAsync(host, "\"ready\"");

        await RaiseAsync(host, 7, 1);

        Assert.Equal("\"7 'instance' waits for event 'NUMBER' already: one wait a name at a time.\"", (await EndAsync(host)).SerializedOutput);
    }

    [Fact]
    public async Task SendEvent_ReachesTheInstance_AndIsDroppedWhereThereIsNone()
    {
        var child = new Flow<int, int>("child", (context, number) =>
        {
            context.SendEvent("nobody", Number, 1);
            context.SendEvent("instance", Number, number);
            context.SendEvent("instance", Number, number + 1);
            return Task.FromResult(0);
        });
        var parent = new Flow<int, int[]>("parent", async (context, number) =>
        {
            var ended = context.CallSubOrchestratorAsync(child.Reference, number);
            int[] numbers = [await context.WaitForExternalEvent(Number), await context.WaitForExternalEvent(Number)];
            return [.. numbers.Order(), await ended];
        });
        await using var host = await StartAsync([parent, child], []);

        await StartInstanceAsync(host, parent, 7);

        Assert.Equal("[7,8,0]", (await EndAsync(host)).SerializedOutput);
    }

    [Fact]
    public async Task Event_ForAnUnknownOrEndedInstance_IsDropped()
    {
        var flow = new Flow<int, int>("waits", (context, _) => context.WaitForExternalEvent(Number));
        await using var host = await StartAsync([flow], []);

        await host.Client.RaiseEventAsync("instance", Number, 1, default);
        await StartInstanceAsync(host, flow, 0);
        await host.WaitAsync("instance", instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Running);
        await RaiseAsync(host, 2, 1);

        Assert.Equal("2", (await EndAsync(host)).SerializedOutput);
        await RaiseAsync(host, 3, 1);
        Assert.Equal("2", (await host.Client.GetInstanceAsync("instance", default))!.SerializedOutput);
        Assert.Null(await host.Client.GetInstanceAsync("never", default));
    }

    [Theory]
    [InlineData(true, new[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(false, new[] { 0, 5 })]
    public async Task ContinueAsNew_KeepsUnreadEvents_UnlessToldNotTo(bool keep, int[] expected)
    {
        var flow = new Flow<int[], int[]>("continues", async (context, soFar) =>
        {
            context.SetCustomStatus(soFar.Length);
            if (soFar.Length == 0)
            {
                await context.WaitForExternalEvent(Go);
            }

            int[] numbers = [.. soFar, await context.WaitForExternalEvent(Number)];
            if (numbers[^1] != 5)
            {
                context.ContinueAsNew(numbers, keep);
            }

            return numbers;
        });
        await using var host = await StartAsync([flow], []);
        await StartInstanceAsync(host, flow, []);
        await StatusAsync(host, "0");
        await RaiseAsync(host, 0, 5);

        await host.Client.RaiseEventAsync("instance", Go, "", default);
        await StatusAsync(host, keep ? "5" : "1");
        await host.RestartAsync();
        await RaiseAsync(host, 5, 1);

        var numbers = JsonSerializer.Deserialize<int[]>((await EndAsync(host)).SerializedOutput!)!;
        Assert.Equal(expected, keep && !host.KeepsOrder ? numbers.Order() : numbers);
    }

    [Fact]
    public async Task ContinueAsNew_LosesNoEvent_HoweverOftenAndWhenever()
    {
        const int events = 40;
        var flow = new Flow<Sum, int>("sums", async (context, sum) =>
        {
            context.SetCustomStatus(sum.Count);
            var next = new Sum(sum.Count + 1, sum.Total + await context.WaitForExternalEvent(Number));
            if (next.Count < events)
            {
                context.ContinueAsNew(next);
            }

            return next.Total;
        });
        await using var host = await StartAsync([flow], []);
        await StartInstanceAsync(host, flow, new Sum(0, 0));
        await StatusAsync(host, "0");

        await Task.WhenAll(Enumerable.Range(1, events).Select(number => host.Client.RaiseEventAsync("instance", Number, number, default)));

        Assert.Equal($"{events * (events + 1) / 2}", (await EndAsync(host)).SerializedOutput);
    }

    [Fact]
    public async Task WaitThatLostToATimer_DoesNotSwallowTheEvent_NorItsOrder()
    {
        var flow = new Flow<TimeSpan, int[]>("times out", async (context, wait) =>
        {
            using var giveUp = new CancellationTokenSource();
            var lost = context.WaitForExternalEvent(Number, giveUp.Token);
            await context.CreateTimer(wait, CancellationToken.None);
            giveUp.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lost);
            context.SetCustomStatus("lost");
            await context.WaitForExternalEvent(Go);
            return [await context.WaitForExternalEvent(Number), await context.WaitForExternalEvent(Number)];
        });
        await using var host = await StartAsync([flow], []);
        await StartInstanceAsync(host, flow, host.Unit);
        await host.PassTimeUntilAsync(StatusAsync(host, "\"lost\""));

        await RaiseAsync(host, 7, 2);
        await host.RestartAsync();
        await host.Client.RaiseEventAsync("instance", Go, "", default);

        Assert.Equal("[7,8]", (await EndAsync(host)).SerializedOutput);
    }

    [Fact]
    public async Task EventThatCameToACancelledWait_SurvivesContinueAsNew()
    {
        var flow = new Flow<int, int[]>("cancels", async (context, round) =>
        {
            if (round == 1)
            {
                return [await context.WaitForExternalEvent(Number), await context.WaitForExternalEvent(Number)];
            }

            using var giveUp = new CancellationTokenSource();
            _ = context.WaitForExternalEvent(Number, giveUp.Token);
            giveUp.Cancel();
            context.SetCustomStatus("cancelled");
            await context.WaitForExternalEvent(Go);
            context.ContinueAsNew(1);
            return [];
        });
        await using var host = await StartAsync([flow], []);
        await StartInstanceAsync(host, flow, 0);
        await StatusAsync(host, "\"cancelled\"");

        await RaiseAsync(host, 1, 2);
        await host.Client.RaiseEventAsync("instance", Go, "", default);

        var numbers = JsonSerializer.Deserialize<int[]>((await EndAsync(host)).SerializedOutput!)!;
        Assert.Equal([1, 2], host.KeepsOrder ? numbers : numbers.Order());
    }

    [Fact]
    public async Task EventThatWon_IsNotTakenBack_WhenTheTimersTimeComes()
    {
        var flow = new Flow<TimeSpan, string>("event wins", async (context, wait) =>
        {
            using var stop = new CancellationTokenSource();
            var timer = context.CreateTimer(wait, stop.Token);
            var number = context.WaitForExternalEvent(Number);
            context.SetCustomStatus("ready");
            var first = await Task.WhenAny(number, timer);
            stop.Cancel();
            context.SetCustomStatus("won");
            await context.WaitForExternalEvent(Go);
            return $"{(first == number ? "event" : "timer")} {await number} {timer.IsCanceled}";
        });
        await using var host = await StartAsync([flow], []);
        await StartInstanceAsync(host, flow, 4 * host.Unit);
        await StatusAsync(host, "\"ready\"");
        await RaiseAsync(host, 7, 1);
        await StatusAsync(host, "\"won\"");

        await host.RestartAsync();
        await host.PassTimeAsync(5 * host.Unit);
        await host.Client.RaiseEventAsync("instance", Go, "", default);

        Assert.Equal("\"event 7 True\"", (await EndAsync(host)).SerializedOutput);
    }

    private static async Task RaiseAsync(IDurableHost host, int first, int count)
    {
        foreach (var number in Enumerable.Range(first, count))
        {
            await host.Client.RaiseEventAsync("instance", Number, number, default);
        }
    }

    private sealed record Sum(int Count, int Total);
}
