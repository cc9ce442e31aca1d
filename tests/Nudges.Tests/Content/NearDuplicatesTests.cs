using System.Numerics;
using Nudges.Content;

namespace Nudges.Tests.Content;

public sealed class NearDuplicatesTests
{
    private static readonly ContentItem Original = Printed("a", "The one question our stand-up asks", $"{SampleTexts.Standups} {SampleTexts.Boilerplate}");

    public static TheoryData<string, string> Copies => new()
    {
        { "Nine minutes on your feet", $"{SampleTexts.Standups} {SampleTexts.OtherBoilerplate}" },
        { "Why this team turned its board around", SampleTexts.Standups },
        { "The one question our stand-up asks", $"{SampleTexts.Standups.ToUpperInvariant()} — {SampleTexts.Boilerplate}" },
        { "7 minutes saved", $"{SampleTexts.Standups.Replace("Lyon", "Bristol", StringComparison.Ordinal)} {SampleTexts.Boilerplate}" },
    };

    public static TheoryData<string, string, string, string> OtherTexts => new()
    {
        // The same template, with and without numbers in the title.
        {
            "Dealer portal news", SampleTexts.ReleaseNotes("4.2", "Orders can be split between several delivery addresses, and the basket shows the freight of each.", "The export of price lists no longer drops the last row. Pictures load on slow connections.", "Passwords are at least twelve characters long."),
            "More dealer portal news", SampleTexts.ReleaseNotes("4.3", "Warranty claims take photographs from the phone, with the frame number read from the label.", "Test ride bookings keep their time zone when a shop is renamed.", "The start page lists open claims before open orders.")
        },
        { "Release 4.2", SampleTexts.Standups, "Release 4.3", SampleTexts.Standups },
        // A teaser that stands under every episode.
        { "Trust", Teaser, "Repairs on the road", Teaser },
        { "On planning", SampleTexts.Standups, "On release notes", SampleTexts.ReleaseNotes("1.0", "Everything.", "Nothing.", "All of it.") },
    };

    private static string Teaser => "In each episode we talk to somebody who has changed how work is done where they are, and what it took. Subscribe wherever you listen to podcasts, and tell a colleague.";

    [Theory]
    [MemberData(nameof(Copies))]
    public void Group_JoinsCopies_WhateverTheHeadlineAndTheLastSentence(string title, string text)
    {
        var copy = Printed("b", title, text);

        Assert.InRange(BitOperations.PopCount(copy.Fingerprint!.Value ^ Original.Fingerprint!.Value), 0, NearDuplicates.MaxDistance);
        Assert.Equal([0, 0], NearDuplicates.Group([Original, copy]));
    }

    [Theory]
    [MemberData(nameof(OtherTexts))]
    public void Group_KeepsApart_WhatOnlyLooksAlike(string title, string text, string otherTitle, string otherText) =>
        Assert.Equal([0, 1], NearDuplicates.Group([Printed("a", title, text), Printed("b", otherTitle, otherText)]));

    [Fact]
    public void Group_KeepsApart_OtherLanguagesAndKinds() =>
        Assert.Equal([0, 1, 2], NearDuplicates.Group([Original, Original with { Language = "de" }, Original with { Kind = ContentKind.Podcast }]));

    [Fact]
    public void Group_JoinsThroughOthers_InWhateverOrder()
    {
        var ends = new[] { At(0), At(0b1111_1111_1111_1111) };

        Assert.Equal([0, 1], NearDuplicates.Group(ends));
        Assert.Equal([0, 0, 0, 0], NearDuplicates.Group([.. ends, At(0b1111_1), At(0b1111_1111_11)]));

        static ContentItem At(ulong fingerprint) => Original with { Fingerprint = fingerprint };
    }

    [Theory]
    [InlineData(19, false)]
    [InlineData(20, true)]
    public void Fingerprint_IsThere_FromTwentyWordsOn(int words, bool isThere) =>
        Assert.Equal(isThere, Fingerprints.Of("A title of some words", string.Join(' ', Enumerable.Range(0, words).Select(word => $"word{word}"))) is not null);

    [Fact]
    public void Fingerprint_IsTheSameForEver() => Assert.Equal(KnownFingerprint, Fingerprints.Of("", SampleTexts.Standups));

    [Fact]
    public void Fingerprint_IsOfCharacters_WhereWordsAreNotSeparated() =>
        Assert.NotNull(Fingerprints.Of("", "チームの朝会は短いほど役に立つという話を聞いたことがあるでしょう"));

    private const ulong KnownFingerprint = 4_301_667_714_992_075_986;

    private static ContentItem Printed(string name, string title, string text) => Items.Item(name, title: title) with { Fingerprint = Fingerprints.Of(title, text) };
}
