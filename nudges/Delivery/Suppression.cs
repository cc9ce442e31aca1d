using Nudges.Campaigns;

namespace Nudges.Delivery;

/// <summary>Why a person in the audience is not nudged. Names are stored and shown; a name is never reused for another rule.</summary>
public static class Suppression
{
    public const string NoAddress = "no-address";
    public const string AccountDisabled = "account-disabled";
    public const string Guest = "guest";
    public const string SharedMailbox = "shared-mailbox";
    public const string DuplicateAddress = "duplicate-address";
    public const string Unsubscribed = "unsubscribed";
    public const string ReportedSpam = "reported-spam";
    public const string Bounced = "bounced";
    public const string Erased = "erased";
    public const string Paused = "paused";
    public const string NotThisDay = "not-this-day";
    public const string TooOften = "too-often";
    public const string Away = "away";
    public const string Holiday = "holiday";
    public const string NoHour = "no-hour-in-window";
    public const string OverBudget = "over-budget";
    public const string Outranked = "outranked";
    public const string NothingRelevant = "nothing-relevant";

    /// <summary>The rule, and the run that took the nudge's place.</summary>
    public static string OutrankedBy(RunId winner) => $"{Outranked} {winner}";

    public static string RuleOf(string reason) => reason.Split(' ')[0];

    /// <summary>A sentence for a rule, or for a rule and what follows it, for people.</summary>
    public static string Sentence(string reason) =>
        Sentences.GetValueOrDefault(RuleOf(reason), reason) + (reason.Split(' ') is [Outranked, var winner] ? $" It is {winner}." : "");

    /// <summary>A sentence for each rule, for people.</summary>
    public static IReadOnlyDictionary<string, string> Sentences { get; } = new Dictionary<string, string>
    {
        [NoAddress] = "No channel of this run reaches this person: no mail address, no Teams licence.",
        [AccountDisabled] = "The account is disabled.",
        [Guest] = "Guests are not nudged.",
        [SharedMailbox] = "A shared mailbox or a room is not a person.",
        [DuplicateAddress] = "Another account with the same address is nudged.",
        [Unsubscribed] = "The person has unsubscribed.",
        [ReportedSpam] = "The person called a nudge spam, and is unsubscribed by that.",
        [Bounced] = "Mail to this person's address came back; until the address changes or a curator lifts it, none is sent there.",
        [Erased] = "What was kept of this person was erased; they are not nudged until that is lifted.",
        [Paused] = "The person has paused nudges.",
        [NotThisDay] = "The person wants no nudges on this day of the week.",
        [Away] = "The person's automatic replies are on for as long as this run may send.",
        [Holiday] = "It is a holiday where the person works for as long as this run may send.",
        [NoHour] = "None of the person's hours lies in the time in which this run may send.",
        [TooOften] = "The person has had as many nudges this week as they want.",
        [OverBudget] = "The person has had as many nudges this week as the organisation allows, and none that this run could take the place of.",
        [Outranked] = "A run of higher priority took the place of this nudge before it was sent.",
        [NothingRelevant] = "Nothing new in the catalogue fits this person well enough.",
    };
}
