using Microsoft.Extensions.Options;

namespace Nudges.Integrations.Smtp;

/// <summary>
/// Spreads this instance's mails over the time that their batches have booked: each leaves no sooner after the one before it than
/// <see cref="SmtpOptions.MessagesPerMinute"/> allows, whatever batch it is of; what came late is not made up for.
/// </summary>
internal sealed class SmtpPace(IOptions<SmtpOptions> options, TimeProvider time)
{
    /// <summary>How much later than booked is borne.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _apart = options.Value.MessagesPerMinute is { } rate ? TimeSpan.FromMinutes(1) / rate : TimeSpan.Zero;
    private readonly long _start = time.GetTimestamp();
    private readonly Lock _lock = new();
    private TimeSpan _next;

    /// <summary>How long so many mails may take before the rest is put off, to be booked anew.</summary>
    public TimeSpan MostFor(int mails) => _apart == TimeSpan.Zero ? TimeSpan.MaxValue : (mails * _apart) + Late;

    /// <summary>Ends when the next mail may leave; at once without a rate.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var now = time.GetElapsedTime(_start);
            var turn = _next > now ? _next : now;
            _next = turn + _apart;
            return Task.Delay(turn - now, time, cancellationToken);
        }
    }
}
