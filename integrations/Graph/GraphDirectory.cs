using System.Net;
using System.Runtime.CompilerServices;
using Azure.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Graph;
using Microsoft.Kiota.Abstractions;
using Nudges.People;
using GraphUser = Microsoft.Graph.Models.User;

namespace Nudges.Integrations.Graph;

/// <summary>
/// Employees from Microsoft Graph: <c>GET /users</c> in pages of 999, profiles by <c>POST /$batch</c> of 20. Needs the
/// application permissions User.Read.All and MailboxSettings.Read.
/// </summary>
internal sealed partial class GraphDirectory(
    GraphServiceClient graph, IOptions<GraphOptions> options, TimeProvider time, ILogger<GraphDirectory> logger) : IDirectory
{
    private const int PageSize = 999;
    private const int PartsPerBatch = 20;
    private const int BatchesAtOnce = 4;

    public async IAsyncEnumerable<Person> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = await AskAsync(() => graph.Users.GetAsync(
            request =>
            {
                request.QueryParameters.Select = GraphPeople.ListProperties;
                request.QueryParameters.Expand = ["manager($select=id)"];
                request.QueryParameters.Top = PageSize;
            },
            cancellationToken));
        while (page is not null)
        {
            foreach (var user in page.Value ?? [])
            {
                if (!string.IsNullOrEmpty(user.Id))
                {
                    yield return GraphPeople.FromList(user);
                }
            }

            var next = page.OdataNextLink;
            page = string.IsNullOrEmpty(next) ? null : await AskAsync(() => graph.Users.WithUrl(next).GetAsync(cancellationToken: cancellationToken));
        }
    }

    /// <inheritdoc/>
    /// <exception cref="DirectoryUnavailableException">A whole batch was refused or not answered: the directory cannot be read.</exception>
    public async Task<IReadOnlyList<Person>> EnrichAsync(IReadOnlyList<Person> people, CancellationToken cancellationToken)
    {
        var enriched = people.ToArray();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, enriched.Length).Chunk(PartsPerBatch),
            new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnce, CancellationToken = cancellationToken },
            async (places, cancel) =>
            {
                var withoutMailbox = await EnrichAsync(enriched, places, [.. GraphPeople.ProfileProperties, GraphPeople.MailboxProperty], cancel);
                var unread = await EnrichAsync(enriched, withoutMailbox, GraphPeople.ProfileProperties, cancel);
                if (unread.Count > 0)
                {
                    ProfilesUnread(logger, unread.Count, places.Length);
                }
            });
        return enriched;
    }

    public Task<DirectoryPage> ReadAsync(string? link, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<IReadOnlyList<ProfileRead>> ReadProfilesAsync(IReadOnlyList<PersonId> people, CancellationToken cancellationToken) => throw new NotImplementedException();

    public IAsyncEnumerable<PersonId> MembersAsync(string group, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Reads the profiles of the people at the places; returns the places whose part failed for good.</summary>
    private async Task<IReadOnlyCollection<int>> EnrichAsync(Person[] people, IReadOnlyCollection<int> places, string[] properties, CancellationToken cancellationToken)
    {
        List<int> failed = [];
        for (var tries = 1; places.Count > 0; tries++)
        {
            List<int> putOff = [];
            var wait = TimeSpan.Zero;
            var (parts, answers) = await AskAsync(() => PostAsync(people, places, properties, cancellationToken));
            foreach (var (place, part) in parts)
            {
                using var answer = await answers.GetResponseByIdAsync(part);
                if (answer is { IsSuccessStatusCode: true })
                {
                    people[place] = GraphPeople.Enrich(people[place], await answers.GetResponseByIdAsync<GraphUser>(part) ?? new GraphUser());
                }
                else if (answer is not null && ThrottleHandler.IsPutOff(answer.StatusCode) && tries <= ThrottleHandler.Retries)
                {
                    putOff.Add(place);
                    var asked = ThrottleHandler.Wait(answer, tries, time.GetUtcNow());
                    wait = asked > wait ? asked : wait;
                }
                else
                {
                    failed.Add(place);
                }
            }

            places = putOff;
            if (putOff.Count > 0)
            {
                await Task.Delay(wait, time, cancellationToken);
            }
        }

        return failed;
    }

    private async Task<(List<(int Place, string Part)> Parts, BatchResponseContentCollection Answers)> PostAsync(
        Person[] people, IReadOnlyCollection<int> places, string[] properties, CancellationToken cancellationToken)
    {
        var batch = new BatchRequestContentCollection(graph, PartsPerBatch);
        List<(int, string)> parts = [];
        foreach (var place in places)
        {
            var read = graph.Users[people[place].Id.Value].ToGetRequestInformation(request => request.QueryParameters.Select = properties);
            parts.Add((place, await batch.AddBatchRequestStepAsync(read)));
        }

        return (parts, await graph.Batch.PostAsync(batch, cancellationToken));
    }

    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (GraphFault.IsOne(e))
        {
            throw new DirectoryUnavailableException(Sentence(e), e);
        }
    }

    private string Sentence(Exception fault)
    {
        var address = options.Value.BaseAddress;
        return fault switch
        {
            AuthenticationFailedException => $"No token could be had for Microsoft Graph at {address}. Check Graph:TenantId, Graph:ClientId and Graph:ClientSecret, or the managed identity.",
            ApiException { ResponseStatusCode: (int)HttpStatusCode.Unauthorized or (int)HttpStatusCode.Forbidden } refused =>
                $"Microsoft Graph at {address} refused to show its users ({GraphFault.Words(refused)}). Grant the app User.Read.All and MailboxSettings.Read as application permissions, with an administrator's consent.",
            ApiException { ResponseStatusCode: (int)HttpStatusCode.TooManyRequests or >= 500 } busy =>
                $"Microsoft Graph at {address} still answers {busy.ResponseStatusCode} after {ThrottleHandler.Retries} retries. Try again later.",
            ApiException other => $"Microsoft Graph at {address} did not take the request ({GraphFault.Words(other)}). Check Graph:BaseAddress.",
            HttpRequestException or IOException => $"Microsoft Graph at {address} cannot be reached: {fault.Message.TrimEnd('.')}. Check the network and Graph:BaseAddress.",
            _ => $"What answers at {address} is not Microsoft Graph. Check Graph:BaseAddress.",
        };
    }

    [LoggerMessage(EventId = 3101, Level = LogLevel.Warning, Message = "{Count} of {Of} profiles could not be read; these people stay as they were listed.")]
    private static partial void ProfilesUnread(ILogger logger, int count, int of);
}
