using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Nudges.Local.Tests.Feeds;

/// <summary>A web server on loopback that answers as a test says.</summary>
internal sealed class FeedServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _requests;

    private FeedServer(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MinResponseDataRate = null);
        _application = builder.Build();
        _application.Run(context =>
        {
            Interlocked.Increment(ref _requests);
            return answer(context);
        });
    }

    public Uri Address => new(_application.Urls.Single());

    public int Requests => _requests;

    public static async Task<FeedServer> StartAsync(RequestDelegate answer)
    {
        var server = new FeedServer(answer);
        await server._application.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
