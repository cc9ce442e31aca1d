using System.Net;
using System.Runtime.CompilerServices;
using Azure.Identity;
using Microsoft.Extensions.Options;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;
using Nudges.People;
using GraphUser = Microsoft.Graph.Models.User;

namespace Nudges.Integrations.Graph;

/// <summary>
/// Employees from Microsoft Graph: changes by <c>GET /users/delta</c>, profiles by <c>POST /$batch</c> of 20, a group's people by
/// <c>GET /groups/{id}/transitiveMembers</c> in pages of 999. Needs the application permissions User.Read.All and
/// MailboxSettings.Read, for groups GroupMember.Read.All.
/// </summary>
internal sealed class GraphDirectory(GraphServiceClient graph, GraphProfiles profiles, IOptions<GraphOptions> options) : IDirectory
{
    private const int PageSize = 999;

    public Task<DirectoryPage> ReadAsync(string? link, CancellationToken cancellationToken) =>
        AskAsync(() => new GraphChanges(graph, options.Value.BaseAddress).ReadAsync(link, cancellationToken));

    public Task<IReadOnlyList<ProfileRead>> ReadProfilesAsync(IReadOnlyList<PersonId> people, CancellationToken cancellationToken) =>
        AskAsync(() => profiles.ReadAsync(people, cancellationToken));

    public async IAsyncEnumerable<PersonId> MembersAsync(string group, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = await AskAsync(() => FirstMembersAsync(group, cancellationToken));
        HashSet<Guid> seen = [];
        while (page is not null)
        {
            // Groups, devices and contacts are members as well.
            foreach (var user in (page.Value ?? []).OfType<GraphUser>())
            {
                if (Guid.TryParse(user.Id, out var id) && seen.Add(id))
                {
                    yield return new PersonId(user.Id);
                }
            }

            var next = page.OdataNextLink;
            page = string.IsNullOrEmpty(next)
                ? null
                : await AskAsync(() => graph.Groups[group].TransitiveMembers.WithUrl(next).GetAsync(cancellationToken: cancellationToken));
        }
    }

    private async Task<DirectoryObjectCollectionResponse?> FirstMembersAsync(string group, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(group, out _))
        {
            throw new UnknownGroupException(group);
        }

        try
        {
            return await graph.Groups[group].TransitiveMembers.GetAsync(
                request =>
                {
                    request.QueryParameters.Select = ["id"];
                    request.QueryParameters.Top = PageSize;
                },
                cancellationToken);
        }
        catch (ApiException e) when (e.ResponseStatusCode == (int)HttpStatusCode.NotFound)
        {
            throw new UnknownGroupException(group, e);
        }
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
}
