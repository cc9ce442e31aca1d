namespace Nudges.Delivery;

/// <summary>Reads what a provider posts to the product about mail that it took.</summary>
public interface IEventReader
{
    /// <summary>The last part of the address that it posts to: "sendgrid".</summary>
    string Provider { get; }

    /// <summary>False where no key is set, so that nothing could be believed.</summary>
    bool Enabled { get; }

    /// <summary>The setting that makes it <see cref="Enabled"/>.</summary>
    string Setting { get; }

    /// <summary>The most bytes that a post may have.</summary>
    int MostBytes { get; }

    /// <summary>Checks the signature over the bytes as they came, then reads them.</summary>
    /// <param name="header">A request header by its name; null where there is none.</param>
    /// <param name="body">The request's body, byte for byte.</param>
    EventReading Read(Func<string, string?> header, ReadOnlySpan<byte> body);
}

/// <summary>What a post came to.</summary>
public abstract record EventReading
{
    private EventReading()
    {
    }

    /// <summary>It is not to be believed.</summary>
    public sealed record Refused(string Reason) : EventReading;

    /// <summary>It is the provider's, and is not what it should be.</summary>
    public sealed record Malformed(string Reason) : EventReading;

    /// <summary>Each event once; only those about nudges of the product.</summary>
    /// <param name="Events">In the order they were told.</param>
    /// <param name="Others">How many were about something else, or of kinds that are not kept.</param>
    public sealed record Read(IReadOnlyList<NudgeEvent> Events, int Others) : EventReading;
}
