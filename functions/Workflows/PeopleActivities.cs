using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Nudges.Functions.Durable;
using Nudges.Orchestrations.People;

namespace Nudges.Functions.Workflows;

/// <summary>The activities of reading the directory, under their tokens' names.</summary>
public sealed class PeopleActivities(
    ReadPeopleChanges read, MergePeople merge, AssemblePeople assemble, PublishPeople publish, ListPeople list, EnrichShard enrich)
{
    [Function(nameof(ReadPeopleChanges))]
    public Task<JsonElement> ReadPeopleChanges([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        read.RunAsync(input, cancellationToken);

    [Function(nameof(MergePeople))]
    public Task<JsonElement> MergePeople([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        merge.RunAsync(input, cancellationToken);

    [Function(nameof(AssemblePeople))]
    public Task<JsonElement> AssemblePeople([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        assemble.RunAsync(input, cancellationToken);

    [Function(nameof(ListPeople))]
    public Task<JsonElement> ListPeople([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        list.RunAsync(input, cancellationToken);

    [Function(nameof(EnrichShard))]
    public Task<JsonElement> EnrichShard([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        enrich.RunAsync(input, cancellationToken);

    [Function(nameof(PublishPeople))]
    public Task<JsonElement> PublishPeople([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        publish.RunAsync(input, cancellationToken);
}
