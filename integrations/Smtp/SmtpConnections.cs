using System.Collections.Concurrent;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;

namespace Nudges.Integrations.Smtp;

/// <summary>
/// Open connections to the mail server, at most <see cref="SmtpOptions.Connections"/>, each used by one sender at a time and
/// kept for the next.
/// </summary>
internal sealed class SmtpConnections(IOptions<SmtpOptions> options, TimeProvider time) : IDisposable
{
    // Servers close what is idle for longer: RFC 5321 (4.5.3.2.7) lets them after five minutes.
    private static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _places = new(options.Value.Connections);
    private readonly ConcurrentBag<(SmtpClient Client, long Since)> _idle = [];

    /// <summary>A place at the server, with an open connection where one is kept. Return it.</summary>
    public async Task<SmtpClient?> TakeAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        while (_idle.TryTake(out var kept))
        {
            if (kept.Client.IsConnected && time.GetElapsedTime(kept.Since) < LongestIdle)
            {
                return kept.Client;
            }

            kept.Client.Dispose();
        }

        return null;
    }

    /// <summary>Gives the place back; the connection is kept where it is still open.</summary>
    public void Return(SmtpClient? client)
    {
        if (client is { IsConnected: true })
        {
            _idle.Add((client, time.GetTimestamp()));
        }
        else
        {
            client?.Dispose();
        }

        _places.Release();
    }

    /// <summary>A new connection, signed in.</summary>
    public async Task<SmtpClient> ConnectAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var security = settings.IsImplicitTls ? SecureSocketOptions.SslOnConnect
            : settings.Address.IsLoopback ? SecureSocketOptions.StartTlsWhenAvailable
            : SecureSocketOptions.StartTls;
        var client = new SmtpClient();
        try
        {
            await client.ConnectAsync(settings.Address.Host, settings.Port, security, cancellationToken);
            if (settings.UserName is { } user)
            {
                await client.AuthenticateAsync(user, settings.Password!, cancellationToken);
            }

            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var kept))
        {
            kept.Client.Dispose();
        }

        _places.Dispose();
    }
}
