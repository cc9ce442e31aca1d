using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using MimeKit;
using Nudges.Delivery;
using Nudges.Integrations.Http;

namespace Nudges.Integrations.Smtp;

/// <summary>A sender's turn at the mail server: one mail after the other over one connection.</summary>
internal sealed partial class SmtpSession(SmtpConnections connections, SmtpClient? client, SmtpOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>What servers count by that throttle; and not so often that a wrong password locks the account.</summary>
    private static readonly TimeSpan AMinute = TimeSpan.FromMinutes(1);

    /// <summary>A server that is down is down for all, but not for long.</summary>
    private static readonly TimeSpan AMoment = TimeSpan.FromSeconds(10);

    private SmtpClient? _client = client;

    /// <summary>Sends the mail once. Never throws for what the server or the network does.</summary>
    public async Task<SmtpAnswer> SendAsync(BatchedNudge nudge)
    {
        if (SmtpMessage.Create(nudge, options, time.GetUtcNow()) is not { } message)
        {
            return new SmtpAnswer.Refused("It is no mail address.");
        }

        using (message)
        {
            // The server may have closed a connection that was kept, silently or with a 4xx; nothing was taken then, and a new one is tried.
            var kept = _client is not null;
            var answer = await TryAsync(message);
            return kept && answer is SmtpAnswer.PutOff && _client is null ? await TryAsync(message) : answer;
        }
    }

    public void Dispose() => connections.Return(_client);

    private async Task<SmtpAnswer> TryAsync(MimeMessage message)
    {
        var departure = new Departure();
        using var limit = new CancellationTokenSource(options.Timeout);
        try
        {
            _client ??= await connections.ConnectAsync(limit.Token);
            await _client.SendAsync(message, message.From.Mailboxes.First(), message.To.Mailboxes, limit.Token, departure);
            return new SmtpAnswer.Taken();
        }
        catch (SmtpCommandException refusal)
        {
            NotTaken(logger, (int)refusal.StatusCode);
            if (refusal.StatusCode == SmtpStatusCode.ServiceNotAvailable || _client is { IsConnected: false })
            {
                Close();
            }

            return Read(refusal);
        }
        catch (AuthenticationException failure)
        {
            NotReached(logger, failure);
            return new SmtpAnswer.PutOff($"The mail server at {options.Address.AbsoluteUri} does not let the app sign in. Check Smtp:UserName and Smtp:Password.", AMinute);
        }
        catch (ServiceNotAuthenticatedException failure)
        {
            // 530: it has taken nothing.
            NotReached(logger, failure);
            return new SmtpAnswer.PutOff($"The mail server at {options.Address.AbsoluteUri} takes mail only from who signs in. Set Smtp:UserName and Smtp:Password.", AMinute);
        }
        catch (Exception failure) when (failure is ProtocolException or IOException or SocketException or SslHandshakeException or ServiceNotConnectedException or NotSupportedException or OperationCanceledException)
        {
            NotReached(logger, failure);
            Close();
            return departure.Begun
                ? new SmtpAnswer.Lost($"The mail server's answer was lost: {Describe(failure)}")
                : new SmtpAnswer.PutOff($"The mail server at {options.Address.AbsoluteUri} cannot be reached: {Describe(failure)}. Check the network and Smtp:Address.", AMoment);
        }
    }

    private void Close()
    {
        _client?.Dispose();
        _client = null;
    }

    /// <summary>4xx is for later, 5xx for ever (RFC 5321, 4.2.1); of the recipient it says nothing about others.</summary>
    private static SmtpAnswer Read(SmtpCommandException refusal)
    {
        var status = (int)refusal.StatusCode;
        var words = ProviderWords.Clean(refusal.Message);
        return (refusal.ErrorCode, status) switch
        {
            (SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted, >= 500) => new SmtpAnswer.Refused($"The mail server did not take it ({status} {words})."),
            (_, >= 500) => new SmtpAnswer.PutOff($"The mail server does not take mail from the sender ({status} {words}). Check Smtp:From and Smtp:UserName.", AMinute),
            (SmtpErrorCode.RecipientNotAccepted, _) when IsOfRecipient(refusal) => new SmtpAnswer.Later($"The mail server asks to try again later ({status} {words})."),
            _ => new SmtpAnswer.PutOff($"The mail server asks to try again later ({status} {words}).", AMinute),
        };
    }

    /// <summary>Of their mailbox alone: 450 (RFC 5321, 4.2.3), or an address or mailbox in the code that follows (RFC 3463, 3.2 and 3.3), as 452 4.2.2 where it is full.</summary>
    private static bool IsOfRecipient(SmtpCommandException refusal) =>
        refusal.StatusCode == SmtpStatusCode.MailboxBusy
        || refusal.Message.StartsWith("4.1.", StringComparison.Ordinal) || refusal.Message.StartsWith("4.2.", StringComparison.Ordinal);

    /// <summary>Without host names or addresses, so that equal troubles read equal.</summary>
    private static string Describe(Exception failure) => failure switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "the connection was refused",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => "its name could not be resolved",
        SslHandshakeException => "no secure connection could be made",
        NotSupportedException => "it offers no STARTTLS or no way to sign in that is known here",
        OperationCanceledException => "no answer came in time",
        _ => "the connection was lost",
    };

    [LoggerMessage(EventId = 3401, Level = LogLevel.Warning, Message = "The mail server answered {Status} to a mail.")]
    private static partial void NotTaken(ILogger logger, int status);

    // Of the fault only its kind: a server's words may hold an address.
    [LoggerMessage(EventId = 3402, Level = LogLevel.Warning, Message = "The mail server could not be used: {Fault}.")]
    private static partial void NotReached(ILogger logger, string fault);

    private static void NotReached(ILogger logger, Exception fault) => NotReached(logger, fault.GetType().Name);

    /// <summary>Knows whether the mail's own bytes have begun to leave: before that nothing can have been taken.</summary>
    private sealed class Departure : ITransferProgress
    {
        private volatile bool _begun;

        public bool Begun => _begun;

        public void Report(long bytesTransferred, long totalSize) => _begun = true;

        public void Report(long bytesTransferred) => _begun = true;
    }
}

/// <summary>What became of one mail.</summary>
internal abstract record SmtpAnswer
{
    private SmtpAnswer()
    {
    }

    public sealed record Taken : SmtpAnswer;

    /// <summary>It will never be taken.</summary>
    public sealed record Refused(string Reason) : SmtpAnswer;

    /// <summary>It was not taken now; others may be.</summary>
    public sealed record Later(string Reason) : SmtpAnswer;

    /// <summary>It was not taken, and the next mail would not be either.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="HoldOff">How long nobody else need ask; null where it is not the server that stops.</param>
    public sealed record PutOff(string Reason, TimeSpan? HoldOff = null) : SmtpAnswer;

    /// <summary>It may have been taken.</summary>
    public sealed record Lost(string Reason) : SmtpAnswer;
}
