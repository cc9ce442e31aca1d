namespace Nudges.Integrations.Smtp;

/// <summary>Configuration section "Smtp": emails by a mail server of the company's own.</summary>
public sealed record SmtpOptions
{
    public const string Section = "Smtp";

    /// <summary>True to send by it. Default false: nobody is reached by it then.</summary>
    public bool Enabled { get; init; }

    /// <summary>
    /// smtps://host[:465] for TLS from the start, smtp://host[:587] for STARTTLS, which the server must offer; without TLS on
    /// loopback only.
    /// </summary>
    public Uri Address { get; init; } = new("smtp://localhost");

    /// <summary>Who signs in; none where the server takes mail from this host as it is.</summary>
    public string? UserName { get; init; }

    public string? Password { get; init; }

    /// <summary>The sender's mail address.</summary>
    public string From { get; init; } = "";

    /// <summary>The name shown beside <see cref="From"/>.</summary>
    public string FromName { get; init; } = "Learning Nudges";

    /// <summary>Where answers go; none for the sender itself.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>The most connections this instance keeps open, 1 to 20. Default 4.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>The most mails a minute of the account over all instances, 5 to 60,000; null for as many as the connections take. Default null.</summary>
    public int? MessagesPerMinute { get; init; }

    /// <summary>How long connecting, and how long one mail, may take. Default 60 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    internal bool IsImplicitTls => Address.Scheme == "smtps";

    internal int Port => Address.Port > 0 ? Address.Port : IsImplicitTls ? 465 : 587;
}
