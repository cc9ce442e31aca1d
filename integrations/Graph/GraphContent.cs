using System.Net;
using Azure.Identity;
using Microsoft.Extensions.Options;
using Microsoft.Graph;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Serialization;
using Nudges.Content;
using Nudges.Integrations.Web;

namespace Nudges.Integrations.Graph;

/// <summary>Reads content through Microsoft Graph: within the time and the number of items that sources on the web have.</summary>
internal sealed class GraphContent(GraphServiceClient graph, IOptions<GraphOptions> options, WebFetcher web, TimeProvider time)
{
    public GraphServiceClient Client => graph;

    public Uri Address => options.Value.BaseAddress;

    public int MaxItems => web.MaxItems;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The result of the work; what goes wrong in it is a <see cref="SourceResult.Unreadable"/>.</summary>
    /// <param name="source">What is read.</param>
    /// <param name="permissions">What the app needs to read it, for the sentence that says so.</param>
    /// <param name="read">The work.</param>
    /// <param name="cancellationToken">Throws <see cref="OperationCanceledException"/> when cancelled.</param>
    public async Task<SourceResult> ReadAsync(SourceDefinition source, string permissions, Func<CancellationToken, Task<SourceResult>> read, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(web.Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await read(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SourceResult.Unreadable(FormattableString.Invariant($"{source.Address} was not read in full within {web.Deadline.TotalSeconds:0.#} seconds."));
        }
        catch (Exception fault) when (GraphFault.IsOne(fault))
        {
            return Unreadable(source.Address, permissions, fault);
        }
    }

    /// <summary>The things of a page and of those after it, until there is one more than <see cref="MaxItems"/> that <paramref name="choose"/> takes.</summary>
    public async Task<List<T>> ListAsync<TThing, TPage, T>(TPage? first, Func<TThing, T?> choose, CancellationToken cancellationToken)
        where TPage : IParsable, IAdditionalDataHolder, new()
        where T : class
    {
        List<T> taken = [];
        try
        {
            var pages = PageIterator<TThing, TPage>.CreatePageIterator(
                graph,
                first ?? throw new InvalidOperationException("A collection has no body."),
                thing =>
                {
                    if (choose(thing) is { } chosen)
                    {
                        taken.Add(chosen);
                    }

                    return taken.Count <= MaxItems;
                },
                request =>
                {
                    request.AddRequestOptions([new AnswerAtOnce()]);
                    return request;
                });
            await pages.IterateAsync(cancellationToken);
        }
        catch (ArgumentException fault)
        {
            // So the SDK says it.
            throw new InvalidOperationException("A page has no collection.", fault);
        }

        return taken;
    }

    private SourceResult.Unreadable Unreadable(Uri address, string permissions, Exception fault) => fault switch
    {
        AuthenticationFailedException => new(
            $"{address} could not be read: no token could be had for Microsoft Graph. Check Graph:TenantId, Graph:ClientId and Graph:ClientSecret, or the managed identity."),
        ApiException { ResponseStatusCode: (int)HttpStatusCode.Unauthorized or (int)HttpStatusCode.Forbidden } refused => new(
            $"{address} may not be read by the app, Microsoft Graph says ({GraphFault.Words(refused)}). Grant it {permissions}."),
        ApiException { ResponseStatusCode: (int)HttpStatusCode.NotFound } missing => new(
            $"{address} is not to be found through Microsoft Graph ({GraphFault.Words(missing)}). Check the address, and that the app has {permissions}."),
        ApiException { ResponseStatusCode: (int)HttpStatusCode.Gone } gone => new($"{address} is gone, Microsoft Graph says ({GraphFault.Words(gone)}).")
        {
            Gone = true,
        },
        ApiException { ResponseStatusCode: (int)HttpStatusCode.TooManyRequests or >= 500 } busy => new(
            $"{address} could not be read: Microsoft Graph answered {busy.ResponseStatusCode}.", Passing: true)
        {
            RetryAfter = GraphFault.Wait(busy, Now),
        },
        ApiException other => new($"{address} could not be read: Microsoft Graph did not take the request ({GraphFault.Words(other)})."),
        HttpRequestException or IOException => new(
            $"{address} could not be read: Microsoft Graph at {Address} cannot be reached ({fault.Message.TrimEnd('.')}).", Passing: true),
        _ => new($"{address} could not be read: what answers at {Address} is not Microsoft Graph. Check Graph:BaseAddress."),
    };
}
