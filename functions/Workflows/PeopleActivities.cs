using Microsoft.Azure.Functions.Worker;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.People;

namespace Nudges.Functions.Workflows;

/// <summary>The activities of reading the directory, under their tokens' names.</summary>
public sealed class PeopleActivities(ListPeople list, EnrichShard enrich, PublishPeople publish)
{
    [Function(nameof(ListPeople))]
    public Task<SyncedPeople> ListPeople([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        list.RunAsync(input, cancellationToken);

    [Function(nameof(EnrichShard))]
    public Task<Nothing> EnrichShard([ActivityTrigger] EnrichShardInput input, CancellationToken cancellationToken) =>
        enrich.RunAsync(input, cancellationToken);

    [Function(nameof(PublishPeople))]
    public Task<SyncedPeople> PublishPeople([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        publish.RunAsync(input, cancellationToken);
}
