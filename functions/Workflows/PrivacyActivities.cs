using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Nudges.Functions.Durable;
using Nudges.Orchestrations.Privacy;

namespace Nudges.Functions.Workflows;

/// <summary>The activities of erasing a person, under their tokens' names.</summary>
public sealed class PrivacyActivities(EraseRecords erase)
{
    [Function(nameof(EraseRecords))]
    public Task<JsonElement> EraseRecords([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        erase.RunAsync(input, cancellationToken);
}
