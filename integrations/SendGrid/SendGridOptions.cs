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
}
