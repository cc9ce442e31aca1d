using Nudges.Content;
using Nudges.People;

namespace Nudges.Delivery;

/// <summary>The links of one nudge to the site: computed, never stored, the same for the same nudge.</summary>
/// <param name="signer">Signs them.</param>
/// <param name="site">Where employees reach the site.</param>
/// <param name="days">How many days after the nudge they work; the one to unsubscribe works for ever.</param>
public sealed class NudgeLinks(LinkSigner signer, Uri site, int days)
{
    private readonly string _site = new Uri(site, ".").AbsoluteUri;

    /// <summary>Opens the item. With "/" and an answer behind it, the page to say so.</summary>
    public Uri Item(NudgeId nudge, Person person, ItemId item, DateTimeOffset asOf) =>
        At("l", Link(LinkPurpose.Item, person, asOf) with { Nudge = nudge, Item = item });

    public Uri Preferences(Person person, DateTimeOffset asOf) => At("preferences", Link(LinkPurpose.Preferences, person, asOf));

    /// <summary>For ever, as the link must work in old mail (RFC 8058).</summary>
    public Uri Unsubscribe(Person person) => At("unsubscribe", Link(LinkPurpose.Unsubscribe, person, null));

    private SignedLink Link(LinkPurpose purpose, Person person, DateTimeOffset? asOf) => new()
    {
        Purpose = purpose,
        Person = person.Id,
        Language = person.Language is [>= 'a' and <= 'z', >= 'a' and <= 'z'] ? person.Language : "en",
        Expires = asOf is { } from ? DateOnly.FromDateTime(from.UtcDateTime).AddDays(days) : null,
    };

    private Uri At(string path, SignedLink link) => new($"{_site}{path}/{signer.Create(link)}");
}
