using System.Text.Json;

namespace Nudges.Local.StandIns;

/// <summary>The body of <c>POST /v3/mail/send</c>, as far as it matters to delivery.</summary>
internal sealed record SendGridRequest
{
    public static JsonSerializerOptions Json { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public IReadOnlyList<SendGridPersonalization>? Personalizations { get; init; }

    public SendGridAddress? From { get; init; }

    public SendGridAddress? ReplyTo { get; init; }

    public string? Subject { get; init; }

    public IReadOnlyList<SendGridContent>? Content { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }
}

internal sealed record SendGridPersonalization
{
    public IReadOnlyList<SendGridAddress>? To { get; init; }

    public string? Subject { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public IReadOnlyDictionary<string, string>? Substitutions { get; init; }

    public IReadOnlyDictionary<string, string>? CustomArgs { get; init; }
}

internal sealed record SendGridAddress(string? Email, string? Name);

internal sealed record SendGridContent(string? Type, string? Value);

/// <summary>What SendGrid finds wrong with a request.</summary>
internal sealed record SendGridError(string Message, string? Field = null);
