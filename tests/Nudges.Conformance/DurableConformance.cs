using Microsoft.Extensions.Logging;
using Nudges.Orchestrations.Durable;

namespace Nudges.Conformance;

/// <summary>
/// What every engine must do, whichever it is. An engine is a fixture and a class of one line; the cases are what engines get
/// wrong.
/// </summary>
public abstract partial class DurableConformance
{
    private static readonly EventRef<int> Number = new("number");
    private static readonly EventRef<string> Go = new("go");

    private static readonly Work<int, int> Double = new("double", input => input * 2);

    /// <summary>Starts an engine that knows these orchestrators and activities.</summary>
    protected abstract Task<IDurableHost> StartAsync(IReadOnlyList<IOrchestrator> orchestrators, IReadOnlyList<IActivity> activities);

    private static Task<string> StartInstanceAsync<TIn, TOut>(IDurableHost host, Flow<TIn, TOut> flow, TIn input, string id = "instance") =>
        host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, input, id, default);

    private static async Task<OrchestrationMetadata> RunAsync<TIn, TOut>(IDurableHost host, Flow<TIn, TOut> flow, TIn input, string id = "instance")
    {
        await StartInstanceAsync(host, flow, input, id);
        return await EndAsync(host, id);
    }

    private static async Task<OrchestrationMetadata> EndAsync(IDurableHost host, string id = "instance")
    {
        var end = host.WaitAsync(id, instance => instance.IsCompleted);
        await host.PassTimeUntilAsync(end);
        return await end;
    }

    private static Task<OrchestrationMetadata> StatusAsync(IDurableHost host, string json, string id = "instance") =>
        host.WaitAsync(id, instance => instance.SerializedCustomStatus == json);
}

internal static partial class TestLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "{Text} {Number}")]
    public static partial void Line(ILogger logger, string text, int number);
}
