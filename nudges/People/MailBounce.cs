namespace Nudges.People;

/// <summary>Mail to a person's address came back for good.</summary>
public sealed record MailBounce
{
    public required DateTimeOffset At { get; init; }

    /// <summary>The address by its <see cref="Mark"/>: it holds for that address only.</summary>
    public required string Address { get; init; }

    /// <summary>The provider's words, without addresses.</summary>
    public string? Reason { get; init; }

    /// <summary>A name for a mail address from which it cannot be read; the same in any case of letters.</summary>
    public static string Mark(string address) => StableId.From("address", address.Trim().ToLowerInvariant());
}
