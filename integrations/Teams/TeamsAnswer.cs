namespace Nudges.Integrations.Teams;

/// <summary>What became of one request to Teams, by the Bot Connector or by Microsoft Graph.</summary>
internal abstract record TeamsAnswer
{
    private TeamsAnswer()
    {
    }

    /// <param name="Id">Of the conversation or the message; empty where nothing has one.</param>
    public sealed record Done(string Id = "") : TeamsAnswer
    {
        /// <summary>How it was done where that is not the usual way.</summary>
        public string? Note { get; init; }
    }

    /// <summary>It will not be taken, for this person's or this message's sake.</summary>
    public sealed record Refused(string Reason) : TeamsAnswer;

    /// <summary>The person has not got the app, or not any more.</summary>
    /// <param name="Said">Teams' own word for it.</param>
    public sealed record NotInstalled(string Said) : TeamsAnswer;

    /// <summary>The bot may not write to the person.</summary>
    /// <param name="Reason">A sentence.</param>
    /// <param name="Again">True where it may be able to later.</param>
    public sealed record Closed(string Reason, bool Again = false) : TeamsAnswer;

    /// <summary>There is no such conversation any more.</summary>
    public sealed record Gone : TeamsAnswer;

    /// <summary>Not taken for this person now; the next one's may be.</summary>
    public sealed record Later(string Reason, TimeSpan? RetryAfter = null) : TeamsAnswer;

    /// <summary>Not taken, and neither would the next one be now.</summary>
    public sealed record PutOff(string Reason, TimeSpan? RetryAfter = null) : TeamsAnswer;

    /// <summary>It may have been taken.</summary>
    public sealed record Lost(string Reason) : TeamsAnswer
    {
        /// <summary>True where that says nothing of the next one.</summary>
        public bool Alone { get; init; }
    }
}
