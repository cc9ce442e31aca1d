using Nudges.Content;
using Nudges.Delivery;
using Nudges.Matching;
using Nudges.Messages;
using Nudges.People;

namespace Nudges.Local.Tests.StandIns;

/// <summary>Drafts to compose and send.</summary>
internal static class Drafts
{
    public static NudgeDraft For(Person person, string nudge, string title = "Reading a balance sheet")
    {
        var address = new Uri($"https://articles.example/{nudge}");
        return new NudgeDraft
        {
            Id = new NudgeId(nudge),
            Person = person,
            AsOf = new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero),
            Preferences = new Uri($"https://nudges.example/preferences/{nudge}"),
            Unsubscribe = new Uri($"https://nudges.example/unsubscribe/{nudge}"),
            Items =
            [
                new NudgeItem
                {
                    Item = new ContentItem { Id = ItemId.For(address), Address = address, Title = title, Summary = "What the figures tell.", Source = "numbers-desk" },
                    Link = new Uri($"https://nudges.example/l/{nudge}"),
                    Match = new Match { Item = ItemId.For(address), Score = 1, Signals = [new Signal { Kind = SignalKind.Skill, Term = "finance", Share = 1 }] },
                },
            ],
        };
    }

    public static BatchedNudge Compose(IChannel channel, NudgeDraft draft) =>
        new() { Id = draft.Id, Person = draft.Person.Id, Message = channel.Compose(draft) };
}
