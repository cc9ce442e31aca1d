using System.Text.Json;
using Microsoft.Extensions.Logging;
using Nudges.Orchestrations.Durable;
using Engine = Microsoft.DurableTask;

namespace Nudges.Functions.Durable;

/// <summary>Durable Functions' orchestration context behind the port: names, failures and events are translated, nothing else.</summary>
internal sealed class DurableContext(Engine.TaskOrchestrationContext engine) : OrchestrationContext
{
    public override string InstanceId => engine.InstanceId;

    public override string Version => engine.Version;

    public override DateTime CurrentUtcDateTime => engine.CurrentUtcDateTime;

    public override bool IsReplaying => engine.IsReplaying;

    // The engine takes a time of no kind for local.
    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken) => engine.CreateTimer(
        fireAt.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(fireAt, DateTimeKind.Utc) : fireAt, cancellationToken);

    public override Guid NewGuid() => engine.NewGuid();

    public override ILogger CreateReplaySafeLogger(string categoryName) => engine.CreateReplaySafeLogger(categoryName);

    protected override Task<string> CallActivityJsonAsync(string name, string input, RetryPolicy? retry) =>
        ResultAsync(engine.CallActivityAsync<JsonElement>(name, JsonElement.Parse(input), new Engine.TaskOptions(Retry(retry))));

    protected override Task<string> CallSubOrchestratorJsonAsync(string name, string input, string instanceId, RetryPolicy? retry) => ResultAsync(
        engine.CallSubOrchestratorAsync<JsonElement>(name, JsonElement.Parse(input), new Engine.SubOrchestrationOptions(Retry(retry), instanceId)));

    protected override async Task<string> NextEventJsonAsync(string name) => (await engine.WaitForExternalEvent<JsonElement>(name)).GetRawText();

    protected override void SendEventJson(string instanceId, string name, string payload) => engine.SendEvent(instanceId, name, JsonElement.Parse(payload));

    protected override void KeepEventJson(string name, string payload) => engine.SendEvent(InstanceId, name, JsonElement.Parse(payload));

    protected override void SetCustomStatusJson(string status) => engine.SetCustomStatus(JsonElement.Parse(status));

    protected override void ContinueAsNewJson(string newInput, bool preserveUnprocessedEvents) =>
        engine.ContinueAsNew(JsonElement.Parse(newInput), preserveUnprocessedEvents);

    private static async Task<string> ResultAsync(Task<JsonElement> task)
    {
        try
        {
            return (await task).GetRawText();
        }
        catch (Engine.TaskFailedException failure)
        {
            throw Failures.From(failure);
        }
    }

    private static Engine.TaskRetryOptions? Retry(RetryPolicy? retry) => retry is null ? null : new(new Engine.RetryPolicy(
        retry.MaxNumberOfAttempts, retry.FirstRetryInterval, retry.BackoffCoefficient, retry.MaxRetryInterval, retry.RetryTimeout)
    {
        HandleFailure = failure => retry.HandleFailure(Failures.From(failure)),
    });
}
