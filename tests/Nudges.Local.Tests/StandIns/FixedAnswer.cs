using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Nudges.Local.Tests.StandIns;

/// <summary>A server that says one thing to everybody.</summary>
internal sealed class FixedAnswer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private FixedAnswer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single() + "/");

    public int Requests => _requests;

    public static async Task<FixedAnswer> StartAsync(int status, string body = "", string type = "application/json", params (string Name, string Value)[] headers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var answer = new FixedAnswer(builder.Build());
        answer._app.Run(async context =>
        {
            Interlocked.Increment(ref answer._requests);
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            foreach (var (name, value) in headers)
            {
                context.Response.Headers[name] = value;
            }

            await context.Response.WriteAsync(body);
        });
        await answer._app.StartAsync();
        return answer;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
