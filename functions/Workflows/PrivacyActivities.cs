using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Nudges.Functions.Durable;
using Nudges.Orchestrations.Privacy;

namespace Nudges.Functions.Workflows;

/// <summary>The activities of erasing a person and of deleting what is old, under their tokens' names.</summary>
public sealed class PrivacyActivities(EraseRecords erase, ApplyRetention retention)
{
    [Function(nameof(EraseRecords))]
    public Task<JsonElement> EraseRecords([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        erase.RunAsync(input, cancellationToken);

    [Function(nameof(ApplyRetention))]
    public Task<JsonElement> ApplyRetention([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        retention.RunAsync(input, cancellationToken);
}
