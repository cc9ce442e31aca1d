using CsCheck;
using Nudges.Content;
using Nudges.Delivery;
using Nudges.People;

namespace Nudges.Tests.Delivery;

public sealed class LinkSignerTests
{
    private static readonly byte[] Key = Enumerable.Range(0, 32).Select(number => (byte)number).ToArray();
    private static readonly LinkSigner Signer = new(Key);
    private static readonly Gen<string> Ids = Gen.OneOf(
        Gen.Guid.Select(id => id.ToString()),
        Gen.Byte.Array[1, 40].Select(Convert.ToHexStringLower),
        Gen.String[1, 60].Where(id => !id.Any(char.IsSurrogate)));

    private static readonly SignedLink Item = new()
    {
        Purpose = LinkPurpose.Item,
        Person = new PersonId("a7ba0ddd-8cc0-58b2-97ca-9533d8a4f463"),
        Language = "de",
        Expires = new DateOnly(2027, 5, 22),
        Nudge = new NudgeId("0123456789abcdef01234567"),
        Item = new ItemId("fedcba9876543210fedcba98"),
    };

    [Fact]
    public void Read_GivesTheLink_WhenMadeWithTheKey() =>
        Gen.Select(Ids, Ids, Ids, Gen.Int[1, 60_000]).Sample((person, nudge, item, day) =>
        {
            var link = Item with { Person = new PersonId(person), Nudge = new NudgeId(nudge), Item = new ItemId(item), Expires = new DateOnly(2000, 1, 1).AddDays(day) };

            Assert.Equal(link, Signer.Read(Signer.Create(link)));
            var endless = new SignedLink { Purpose = LinkPurpose.Unsubscribe, Person = new PersonId(person) };
            Assert.Equal(endless, Signer.Read(Signer.Create(endless)));
        });

    [Fact]
    public void Read_GivesNothing_WhenAnyLetterIsChangedCutOrAdded()
    {
        var token = Signer.Create(Item);

        Assert.All(Enumerable.Range(0, token.Length), place =>
        {
            Assert.Null(Signer.Read(token[..place]));
            Assert.Null(Signer.Read(token.Remove(place, 1)));
            Assert.Null(Signer.Read(token[..place] + (token[place] == 'A' ? 'B' : 'A') + token[(place + 1)..]));
        });
        Assert.Null(Signer.Read(token + "A"));
    }

    [Fact]
    public void Read_KnowsFormerKeys_WhichNoLongerSign()
    {
        var next = new LinkSigner(new byte[32], Key);

        Assert.Equal(Item, next.Read(Signer.Create(Item)));
        Assert.Equal(Item, next.Read(next.Create(Item)));
        Assert.Null(Signer.Read(next.Create(Item)));
    }

    [Fact]
    public void Read_KnowsTheFirstForm_WhichOnlyUnsubscribes()
    {
        // As the product made it before links had purposes, with the same key.
        const string token = "YTdiYTBkZGQtOGNjMC01OGIyLTk3Y2EtOTUzM2Q4YTRmNDYz.aGMyBOEJyBUywo4_gip8qQ";

        Assert.Equal(new SignedLink { Purpose = LinkPurpose.Unsubscribe, Person = Item.Person }, new LinkSigner(new byte[32], Key).Read(token));
        var parts = token.Split('.');
        Assert.Null(Signer.Read($"{parts[0]}.A{parts[1][1..]}"));
        Assert.Null(Signer.Read($"YQ.{parts[1]}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("YQ")]
    [InlineData("YQ.")]
    [InlineData("YQ.!!")]
    [InlineData("%00.YQ")]
    public void Read_GivesNothing_WhenItIsNoToken(string text) => Assert.Null(Signer.Read(text));

    [Fact]
    public void Create_IsSafeInAPath_AndShort()
    {
        var token = Signer.Create(Item);

        Assert.All(token, letter => Assert.True(char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'));
        Assert.InRange(token.Length, 1, 94);
    }

    [Theory]
    [InlineData("2027-05-22T23:59:59Z", false)]
    [InlineData("2027-05-23T00:00:00Z", true)]
    public void HasExpired_AfterTheLastDay(string now, bool expired) =>
        Assert.Equal(expired, Item.HasExpired(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void NudgeLinks_AreTheSameForTheSameNudge_AndWorkForTheDaysSet()
    {
        var links = new NudgeLinks(Signer, new Uri("https://nudges.example"), days: 180);
        var person = new Person { Id = Item.Person, DisplayName = "Naomi", Language = "de" };
        var asOf = new DateTimeOffset(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);

        var address = links.Item(Item.Nudge!.Value, person, Item.Item!.Value, asOf);

        Assert.Equal($"https://nudges.example/l/{Signer.Create(Item)}", address.AbsoluteUri);
        Assert.Null(Signer.Read(links.Unsubscribe(person).Segments[^1])!.Expires);
        Assert.Equal(LinkPurpose.Preferences, Signer.Read(links.Preferences(person, asOf).Segments[^1])!.Purpose);
    }
}
