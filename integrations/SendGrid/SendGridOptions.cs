namespace Nudges.Integrations.SendGrid;

/// <summary>Configuration section "SendGrid": how emails leave.</summary>
public sealed record SendGridOptions
{
    public const string Section = "SendGrid";

    /// <summary>False to send no email at all: nobody is reached by it then. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Default https://api.sendgrid.com; https://api.eu.sendgrid.com for accounts kept in the EU. http is taken on loopback only.</summary>
    public Uri BaseAddress { get; init; } = new("https://api.sendgrid.com");

    /// <summary>A key with the scope "Mail Send".</summary>
    public string ApiKey { get; init; } = "";

    /// <summary>The sender's mail address, verified with SendGrid.</summary>
    public string From { get; init; } = "";

    /// <summary>The name shown beside <see cref="From"/>.</summary>
    public string FromName { get; init; } = "Learning Nudges";

    /// <summary>Where answers go; none for the sender itself.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>How long one request may take, upload included. Default 60 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether SendGrid puts a picture into each mail that tells when it was opened. Default true.</summary>
    public bool TrackOpens { get; init; } = true;

    /// <summary>Public keys of the signed Event Webhook, base64 as SendGrid shows them, separated by commas: each is believed. None: no events are taken.</summary>
    public string EventKeys { get; init; } = "";

    /// <summary>How old a post of events may be. Default 25 hours, as SendGrid retries for 24.</summary>
    public TimeSpan EventWindow { get; init; } = TimeSpan.FromHours(25);

    internal IReadOnlyList<string> EventKeyList => EventKeys.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
