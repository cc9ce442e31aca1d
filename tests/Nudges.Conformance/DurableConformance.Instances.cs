using Nudges.Orchestrations.Durable;

namespace Nudges.Conformance;

/// <content>Instances as the client and their parents see them.</content>
public abstract partial class DurableConformance
{
    [Fact]
    public async Task Children_ReturnTheirOutputs_UnderTheIdsChosen()
    {
        var child = new Flow<int, string>("child", async (context, input) =>
        {
            await context.CallActivityAsync(Double.Reference, input);
            return context.InstanceId;
        });
        var parent = new Flow<int, string>("parent", async (context, _) =>
        {
            var ids = await Task.WhenAll(
                context.CallSubOrchestratorAsync(child.Reference, 1, "instance:chosen"),
                context.CallSubOrchestratorAsync(child.Reference, 2),
                context.CallSubOrchestratorAsync(child.Reference, 3));
            var refused = await Assert.ThrowsAsync<ArgumentException>(() => context.CallSubOrchestratorAsync(child.Reference, 4, "stray"));
            return $"{string.Join(" ", ids)} {refused.ParamName}";
        });
        await using var host = await StartAsync([parent, child], [Double]);

        Assert.Equal("\"instance:chosen instance:0 instance:1 instanceId\"", (await RunAsync(host, parent, 0)).SerializedOutput);
        Assert.Equal("\"instance:chosen\"", (await host.Client.GetInstanceAsync("instance:chosen", default))!.SerializedOutput);
    }

    [Fact]
    public async Task ContinueAsNew_StartsOver_WithNewGuidsAndNewChildren()
    {
        var child = new Flow<int, int>("child", (_, input) => Task.FromResult(input + 1));
        var flow = new Flow<Round, bool>("rounds", async (context, round) =>
        {
            var guid = context.NewGuid();
            var number = await context.CallSubOrchestratorAsync(child.Reference, round.Number);
            if (number < 3)
            {
                context.ContinueAsNew(new Round(number, [.. round.Guids, guid]));
            }

            return round.Guids.Append(guid).Distinct().Count() == number;
        });
        await using var host = await StartAsync([flow, child], []);

        Assert.Equal("true", (await RunAsync(host, flow, new Round(0, []))).SerializedOutput);
        Assert.Equal("3", (await host.Client.GetInstanceAsync("instance:0", default))!.SerializedOutput);
    }

    [Fact]
    public async Task Terminate_EndsTheInstanceAndItsChildren()
    {
        var child = new Flow<int, int>("child", (context, depth) => depth == 0
            ? context.WaitForExternalEvent(Number)
            : context.CallSubOrchestratorAsync(new OrchestratorRef<int, int>("child"), depth - 1));
        await using var host = await StartAsync([child], []);
        await StartInstanceAsync(host, child, 2);
        await StartInstanceAsync(host, child, 0, "instance-2");
        await host.WaitAsync("instance:0:0", instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Running);

        await host.Client.TerminateInstanceAsync("instance", "enough", default);

        foreach (var id in new[] { "instance", "instance:0", "instance:0:0" })
        {
            var end = await EndAsync(host, id);
            Assert.Equal((id, OrchestrationRuntimeStatus.Terminated, "\"enough\""), (id, end.RuntimeStatus, end.SerializedOutput));
        }

        await host.RestartAsync();
        await host.Client.RaiseEventAsync("instance:0:0", Number, 1, default);
        await host.Client.TerminateInstanceAsync("instance", "again", default);
        await host.Client.TerminateInstanceAsync("never", "nobody", default);
        await host.Client.SuspendInstanceAsync("instance", "too late", default);
        await host.Client.ResumeInstanceAsync("never", "nobody", default);
        Assert.Equal("\"enough\"", (await host.Client.GetInstanceAsync("instance:0:0", default))!.SerializedOutput);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.Client.GetInstanceAsync("instance-2", default))!.RuntimeStatus);
    }

    [Fact]
    public async Task ChildThatIsTerminated_FailsItsParentsCall()
    {
        var child = new Flow<int, int>("child", (context, _) => context.WaitForExternalEvent(Number));
        var parent = new Flow<int, string>("parent", async (context, _) =>
        {
            try
            {
                return $"{await context.CallSubOrchestratorAsync(child.Reference, 0)}";
            }
            catch (TaskFailedException failure)
            {
                return failure.TaskName;
            }
        });
        await using var host = await StartAsync([parent, child], []);
        await StartInstanceAsync(host, parent, 0);
        await host.WaitAsync("instance:0", instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Running);

        await host.Client.TerminateInstanceAsync("instance:0", "enough", default);

        Assert.Equal("\"child\"", (await EndAsync(host)).SerializedOutput);
    }

    [Fact]
    public async Task SuspendedInstance_KeepsWhatComes_AndHandlesItWhenResumed()
    {
        var flow = new Flow<int, int>("pauses", async (context, _) =>
        {
            var sum = 0;
            for (var number = 0; number < 3; number++)
            {
                sum += await context.WaitForExternalEvent(Number);
                context.SetCustomStatus(sum);
            }

            return sum;
        });
        await using var host = await StartAsync([flow], []);
        await StartInstanceAsync(host, flow, 0);
        await host.WaitAsync("instance", instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Running);
        await RaiseAsync(host, 1, 1);
        await StatusAsync(host, "1");

        await host.Client.SuspendInstanceAsync("instance", "lunch", default);
        await host.WaitAsync("instance", instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        await RaiseAsync(host, 10, 2);
        await host.RestartAsync();
        var suspended = await host.Client.GetInstanceAsync("instance", default);
        Assert.Equal((OrchestrationRuntimeStatus.Suspended, "1"), (suspended!.RuntimeStatus, suspended.SerializedCustomStatus));

        Assert.Null(suspended.SerializedOutput);

        // A change is made when it returns: the next may follow at once.
        await host.Client.ResumeInstanceAsync("instance", "back", default);
        await host.Client.SuspendInstanceAsync("instance", "again", default);
        await host.Client.ResumeInstanceAsync("instance", "and back", default);
        Assert.Equal("22", (await EndAsync(host)).SerializedOutput);
    }

    [Fact]
    public async Task Start_ChangesNothing_WhereTheIdExists_InAnyState()
    {
        var runs = 0;
        var count = new Work<int, int>("count", input =>
        {
            Interlocked.Increment(ref runs);
            return input;
        });
        var flow = new Flow<int, int>("once", async (context, input) =>
        {
            await context.CallActivityAsync(count.Reference, input);
            await context.WaitForExternalEvent(Go);
            return input;
        });
        await using var host = await StartAsync([flow], [count]);

        await StartInstanceAsync(host, flow, 1);
        await Task.WhenAll(Enumerable.Range(2, 4).Select(input => StartInstanceAsync(host, flow, input)));
        await host.WaitAsync("instance", instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Running);
        await host.Client.RaiseEventAsync("instance", Go, "", default);
        await EndAsync(host);
        await StartInstanceAsync(host, flow, 6);
        await host.RestartAsync();
        await StartInstanceAsync(host, flow, 7);

        var end = await host.Client.GetInstanceAsync("instance", default);
        Assert.Equal((OrchestrationRuntimeStatus.Completed, "1"), (end!.RuntimeStatus, end.SerializedOutput));
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task InstanceIds_ThatAzureWouldRefuse_AreRefused()
    {
        var flow = new Flow<int, int>("any", (_, input) => Task.FromResult(input));
        await using var host = await StartAsync([flow], []);

        foreach (var id in new[] { "", "a/b", "a#b", "a?b", "a\\b", "a\nb", "@a", new string('x', 101) })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => StartInstanceAsync(host, flow, 0, id));
        }
    }

    [Fact]
    public async Task Purge_ForgetsAnEndedInstance_AndItsIdCanBeUsedAgain()
    {
        var flow = new Flow<int, int>("purged", (context, input) =>
            input == 0 ? context.WaitForExternalEvent(Number) : Task.FromResult(input));
        await using var host = await StartAsync([flow], []);
        await StartInstanceAsync(host, flow, 0);
        await host.WaitAsync("instance", instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Running);
        Assert.False(await host.Client.PurgeInstanceAsync("instance", default));
        await RaiseAsync(host, 1, 1);
        await EndAsync(host);

        Assert.True(await host.Client.PurgeInstanceAsync("instance", default));
        Assert.False(await host.Client.PurgeInstanceAsync("instance", default));
        await host.RestartAsync();
        Assert.Null(await host.Client.GetInstanceAsync("instance", default));
        Assert.Equal("2", (await RunAsync(host, flow, 2)).SerializedOutput);
    }

    [Fact]
    public async Task PurgeAll_ForgetsEndedInstances_OfTheAgeAndStateAskedFor()
    {
        var flow = new Flow<int, int>("ends", (context, input) => input switch
        {
            0 => context.WaitForExternalEvent(Number),
            1 => throw new FormatException("failed"),
            _ => Task.FromResult(input),
        });
        await using var host = await StartAsync([flow], []);
        await StartInstanceAsync(host, flow, 0, "waits");
        await RunAsync(host, flow, 1, "fails");
        var old = await RunAsync(host, flow, 2, "old");
        await host.PassTimeAsync(2 * host.Unit);
        await RunAsync(host, flow, 3, "new");

        Assert.Equal(1, await host.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(CreatedTo: old.CreatedAt + host.Unit, Statuses: [OrchestrationRuntimeStatus.Completed]), default));
        Assert.Equal(["waits", "fails", "new"], await KnownAsync());
        Assert.Equal(1, await host.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(CreatedFrom: old.CreatedAt + host.Unit), default));
        Assert.Equal(["waits", "fails"], await KnownAsync());
        Assert.Equal(0, await host.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Running]), default));
        Assert.Equal(1, await host.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(), default));
        await host.RestartAsync();
        Assert.Equal(["waits"], await KnownAsync());

        async Task<IReadOnlyList<string>> KnownAsync()
        {
            var known = new List<string>();
            foreach (var id in new[] { "waits", "fails", "old", "new" })
            {
                if (await host.Client.GetInstanceAsync(id, default) is not null)
                {
                    known.Add(id);
                }
            }

            return known;
        }
    }

    private sealed record Round(int Number, IReadOnlyList<Guid> Guids);
}
