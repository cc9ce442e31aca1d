using System.Net;
using Microsoft.Graph;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Graph.Users.Delta;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Serialization;
using Nudges.People;
using GraphUser = Microsoft.Graph.Models.User;

namespace Nudges.Integrations.Graph;

/// <summary>Reads pages of <c>GET /users/delta</c> (https://learn.microsoft.com/graph/api/user-delta). Graph sets the size of a page.</summary>
internal sealed class GraphChanges(GraphServiceClient graph, Uri address)
{
    /// <summary>The manager is selected, as delta expands nothing: it comes as "manager@delta".</summary>
    private static readonly string[] Properties = [.. GraphPeople.ListProperties, "manager"];

    private static readonly DirectoryPage Restart = new() { Changes = [], Restart = true };

    /// <summary>What goes wrong is thrown as it is, but a link that is not known any more.</summary>
    public async Task<DirectoryPage> ReadAsync(string? link, CancellationToken cancellationToken)
    {
        if (link is not null && !IsGraphs(link))
        {
            return Restart;
        }

        try
        {
            var page = link is null
                ? await graph.Users.Delta.GetAsDeltaGetResponseAsync(request => request.QueryParameters.Select = Properties, cancellationToken)
                : await graph.Users.Delta.WithUrl(link).GetAsDeltaGetResponseAsync(cancellationToken: cancellationToken);
            return Read(page);
        }
        catch (ApiException e) when (link is not null && IsForgotten(e))
        {
            return Restart;
        }
    }

    /// <summary>
    /// Graph asks for a reset by 410, and says of a token after its seven days "syncStateNotFound", with 400 or another 40x
    /// (https://learn.microsoft.com/graph/delta-query-overview#synchronization-reset).
    /// </summary>
    private static bool IsForgotten(ApiException fault) =>
        fault.ResponseStatusCode == (int)HttpStatusCode.Gone
        || (fault is ODataError { Error.Code: { } code }
            && (code.Contains("syncStateNotFound", StringComparison.OrdinalIgnoreCase) || code.Contains("resync", StringComparison.OrdinalIgnoreCase)));

    // No token is ever brought to another host, nor a link of a directory that the settings do not name any more.
    private bool IsGraphs(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var uri) && Uri.Compare(uri, address, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static DirectoryPage Read(DeltaGetResponse? page)
    {
        var (next, delta) = (page?.OdataNextLink, page?.OdataDeltaLink);
        return page?.Value is not { } users || string.IsNullOrEmpty(next) == string.IsNullOrEmpty(delta)
            ? throw new InvalidOperationException("A page of changes has no people or no link.")
            : new DirectoryPage
            {
                Changes = [.. users.Where(user => !string.IsNullOrEmpty(user.Id)).Select(Read)],
                Next = string.IsNullOrEmpty(next) ? null : next,
                Delta = string.IsNullOrEmpty(next) ? delta : null,
            };
    }

    private static DirectoryChange Read(GraphUser user)
    {
        var id = new PersonId(user.Id!);
        if (user.AdditionalData.ContainsKey("@removed"))
        {
            return new DirectoryChange { Id = id };
        }

        var known = user.AdditionalData.TryGetValue("manager@delta", out var managers);
        return new DirectoryChange { Id = id, Person = GraphPeople.FromList(user) with { Manager = Manager(managers) }, ManagerKnown = known };
    }

    /// <summary>The last that is not removed: a change of managers lists the one before as well.</summary>
    private static PersonId? Manager(object? managers) => ((managers as UntypedArray)?.GetValue() ?? [])
        .OfType<UntypedObject>()
        .Select(manager => manager.GetValue())
        .Where(manager => !manager.ContainsKey("@removed"))
        .Select(manager => manager.TryGetValue("id", out var id) ? (id as UntypedString)?.GetValue() : null)
        .LastOrDefault(id => !string.IsNullOrEmpty(id)) is { } last ? new PersonId(last) : null;
}
