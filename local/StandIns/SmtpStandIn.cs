using System.Buffers;
using System.Net;
using System.Text.RegularExpressions;
using MimeKit;
using SmtpServer;
using SmtpServer.Mail;
using SmtpServer.Net;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Nudges.Local.StandIns;

/// <summary>A mail server on a loopback port: delivers to the mailbox, refuses recipients without a domain that there can be.</summary>
internal sealed partial class SmtpStandIn : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping;
    private readonly Task _serving;
    private int _connections;

    private SmtpStandIn(Uri address, SmtpServer.SmtpServer server, Task serving, CancellationTokenSource stopping)
    {
        (Address, _serving, _stopping) = (address, serving, stopping);
        server.SessionCreated += (_, _) => Interlocked.Increment(ref _connections);
    }

    public Uri Address { get; }

    /// <summary>How many were opened so far.</summary>
    public int Connections => _connections;

    public static async Task<SmtpStandIn> StartAsync(Company company, Mailbox mailbox, Faults faults, TimeProvider time, CancellationToken cancellationToken)
    {
        var listeners = new EndpointListenerFactory();
        var started = new TaskCompletionSource<IPEndPoint>(TaskCreationOptions.RunContinuationsAsynchronously);
        listeners.EndpointStarted += (_, endpoint) => started.TrySetResult((IPEndPoint)endpoint.LocalEndPoint);
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add(listeners);
        services.Add(new Recipients(faults));
        services.Add(new Store(company, mailbox, time));
        var options = new SmtpServerOptionsBuilder()
            .ServerName("stand-in")
            .Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, 0)))
            .Build();
        var stopping = new CancellationTokenSource();
        var server = new SmtpServer.SmtpServer(options, services);
        var serving = server.StartAsync(stopping.Token);
        var local = await started.Task.WaitAsync(cancellationToken);
        return new SmtpStandIn(new Uri($"smtp://{local}"), server, serving, stopping);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _stopping.Dispose();
    }

    [GeneratedRegex(@"^[^@\s.]+(\.[^@\s.]+)+$")]
    private static partial Regex Domain();

    private sealed class Recipients(Faults faults) : IMailboxFilter
    {
        public Task<bool> CanAcceptFromAsync(ISessionContext context, IMailbox from, int size, CancellationToken cancellationToken)
        {
            var fault = faults.Take(StandInService.Smtp);
            context.Properties[nameof(Fault)] = fault!;
            return fault?.Kind switch
            {
                FaultKind.Throttle => throw new SmtpResponseException(new SmtpResponse(SmtpReplyCode.Aborted, "4.7.1 Too many messages, try again later")),
                FaultKind.Fail => throw new SmtpResponseException(new SmtpResponse(SmtpReplyCode.ServiceUnavailable, "4.3.2 Shutting down"), quit: true),
                _ => Task.FromResult(true),
            };
        }

        public Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) =>
            Domain().IsMatch(to.Host)
                ? Task.FromResult(true)
                : throw new SmtpResponseException(new SmtpResponse(SmtpReplyCode.MailboxUnavailable, $"5.1.2 <{to.User}@{to.Host}>: Recipient address rejected: Domain not found"));
    }

    private sealed class Store(Company company, Mailbox mailbox, TimeProvider time) : MessageStore
    {
        public override async Task<SmtpResponse> SaveAsync(
            ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            var kind = (context.Properties[nameof(Fault)] as Fault)?.Kind;
            if (kind == FaultKind.Stall)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
            }

            if (kind != FaultKind.DropBefore)
            {
                using var message = await MimeMessage.LoadAsync(new MemoryStream(buffer.ToArray()), cancellationToken);
                mailbox.Deliver(transaction.To.Select(to => Entry(message, $"{to.User}@{to.Host}")));
            }

            if (kind is FaultKind.DropBefore or FaultKind.DropAfter)
            {
                context.Pipe.Dispose();
            }

            return SmtpResponse.Ok;
        }

        private MailboxEntry Entry(MimeMessage message, string to) => new()
        {
            Channel = "smtp",
            Received = time.GetUtcNow(),
            Nudge = message.MessageId?.Split('@')[0],
            Person = company.PersonAt(to),
            To = to,
            ToName = message.To.Mailboxes.FirstOrDefault()?.Name,
            From = message.From.Mailboxes.First().Address,
            FromName = message.From.Mailboxes.First().Name,
            ReplyTo = message.ReplyTo.Mailboxes.FirstOrDefault()?.Address,
            Subject = message.Subject ?? "",
            MessageId = message.MessageId ?? Guid.NewGuid().ToString("N"),
            Headers = message.Headers.GroupBy(header => header.Field, StringComparer.OrdinalIgnoreCase).ToDictionary(header => header.Key, header => header.Last().Value),
            Html = message.HtmlBody,
            Text = message.TextBody,
        };
    }
}
