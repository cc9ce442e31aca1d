using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Nudges.Local.Tests.Storage;

/// <summary>Stands before a storage's tables; on demand it passes a request on and drops the connection instead of answering.</summary>
internal sealed class LossyStorage : IAsyncDisposable
{
    private readonly HttpClient _client = new();
    private readonly WebApplication _application;
    private readonly Uri _storage;
    private int _toLose;

    private LossyStorage(Uri storage)
    {
        _storage = storage;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.Run(ForwardAsync);
    }

    public string ConnectionString { get; private set; } = "";

    public int ToLose => _toLose;

    public static async Task<LossyStorage> StartAsync(string connectionString)
    {
        var endpoint = Regex.Match(connectionString, "TableEndpoint=(?<address>[^;]+)").Groups["address"];
        var lossy = new LossyStorage(new Uri(endpoint.Value));
        await lossy._application.StartAsync();
        lossy.ConnectionString = connectionString.Replace(lossy._storage.Authority, new Uri(lossy._application.Urls.Single()).Authority, StringComparison.Ordinal);
        return lossy;
    }

    public void LoseNextAnswer() => _toLose = 1;

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _client.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var address = new Uri(_storage, context.Request.Path + context.Request.QueryString);
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), address);
        if (context.Request.ContentLength > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
        }

        foreach (var (name, value) in context.Request.Headers.Where(header => header.Key != "Host"))
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value);
            }
        }

        using var response = await _client.SendAsync(request);
        if (Interlocked.Exchange(ref _toLose, 0) == 1)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, value) in response.Headers.Concat(response.Content.Headers).Where(header => header.Key is not ("Transfer-Encoding" or "Connection")))
        {
            context.Response.Headers[name] = value.ToArray();
        }

        await response.Content.CopyToAsync(context.Response.Body);
    }
}
