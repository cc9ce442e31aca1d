using Microsoft.Extensions.Logging;
using Microsoft.Graph;
using Nudges.Integrations.Http;
using Nudges.People;
using GraphUser = Microsoft.Graph.Models.User;

namespace Nudges.Integrations.Graph;

/// <summary>Reads people one by one, in <c>POST /$batch</c> of 20: each part has a status and a wait of its own.</summary>
internal sealed partial class GraphProfiles(GraphServiceClient graph, GraphPace pace, TimeProvider time, ILogger<GraphProfiles> logger)
{
    private const int PartsPerBatch = 20;

    /// <summary>One answer for each, in the order given. What goes wrong with a batch as a whole is thrown as it is.</summary>
    public async Task<IReadOnlyList<ProfileRead>> ReadAsync(IReadOnlyList<PersonId> people, CancellationToken cancellationToken)
    {
        var reads = new ProfileRead[people.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, people.Count).Chunk(PartsPerBatch),
            new ParallelOptions { MaxDegreeOfParallelism = GraphPace.Most, CancellationToken = cancellationToken },
            async (places, cancel) =>
            {
                await ReadAsync(people, reads, places, [.. GraphPeople.ProfileProperties, GraphPeople.MailboxProperty], cancel);
                // An account without a mailbox fails the read as a whole, so that it is read without it.
                await ReadAsync(people, reads, [.. places.Where(place => !reads[place].Read)], GraphPeople.ProfileProperties, cancel);
                var unread = places.Count(place => !reads[place].Read);
                if (unread > 0)
                {
                    ProfilesUnread(logger, unread, places.Length);
                }
            });
        return reads;
    }

    private async Task ReadAsync(IReadOnlyList<PersonId> people, ProfileRead[] reads, int[] places, string[] properties, CancellationToken cancellationToken)
    {
        for (var tries = 1; places.Length > 0; tries++)
        {
            List<int> putOff = [];
            var wait = TimeSpan.Zero;
            var (parts, answers) = await PostAsync(people, places, properties, cancellationToken);
            foreach (var (place, part) in parts)
            {
                using var answer = await answers.GetResponseByIdAsync(part);
                if (answer is not null && ThrottleHandler.IsPutOff(answer.StatusCode) && tries <= ThrottleHandler.Retries)
                {
                    putOff.Add(place);
                    var asked = ThrottleHandler.Wait(answer, tries, time.GetUtcNow());
                    wait = asked > wait ? asked : wait;
                    continue;
                }

                reads[place] = answer is { IsSuccessStatusCode: true }
                    ? GraphPeople.FromOne(people[place], await answers.GetResponseByIdAsync<GraphUser>(part) ?? new GraphUser(), time.GetUtcNow())
                    : new ProfileRead { Id = people[place], Read = false, Unread = await WhyAsync(answer, cancellationToken) };
                if (answer is not null && ThrottleHandler.Share(answer) is { } share)
                {
                    pace.Answered(share);
                }
            }

            places = [.. putOff];
            if (putOff.Count > 0)
            {
                // The next batch waits that long to be let in.
                pace.Throttled(wait);
            }
        }
    }

    private async Task<(List<(int Place, string Part)> Parts, BatchResponseContentCollection Answers)> PostAsync(
        IReadOnlyList<PersonId> people, int[] places, string[] properties, CancellationToken cancellationToken)
    {
        var batch = new BatchRequestContentCollection(graph, PartsPerBatch);
        List<(int, string)> parts = [];
        foreach (var place in places)
        {
            var read = graph.Users[people[place].Value].ToGetRequestInformation(request => request.QueryParameters.Select = properties);
            parts.Add((place, await batch.AddBatchRequestStepAsync(read)));
        }

        return (parts, await graph.Batch.PostAsync(batch, cancellationToken));
    }

    private static async Task<string> WhyAsync(HttpResponseMessage? answer, CancellationToken cancellationToken) => answer is null
        ? "Microsoft Graph did not answer for this person."
        : ProviderWords.Clean($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}");

    [LoggerMessage(EventId = 3101, Level = LogLevel.Warning, Message = "{Count} of {Of} profiles could not be read; what was known of these people stays.")]
    private static partial void ProfilesUnread(ILogger logger, int count, int of);
}
