namespace Nudges.Integrations.Teams;

/// <summary>What became of one request to the Bot Connector.</summary>
internal abstract record BotAnswer
{
    private BotAnswer()
    {
    }

    /// <param name="Id">Of the conversation or the message.</param>
    public sealed record Done(string Id) : BotAnswer;

    /// <summary>It will not be taken, for this person's or this message's sake.</summary>
    public sealed record Refused(string Reason) : BotAnswer;

    /// <summary>There is no such conversation any more.</summary>
    public sealed record Gone : BotAnswer;

    /// <summary>Not taken, and neither would the next one be now.</summary>
    public sealed record PutOff(string Reason, TimeSpan? RetryAfter = null) : BotAnswer;

    /// <summary>It may have been taken.</summary>
    public sealed record Lost(string Reason) : BotAnswer;
}
