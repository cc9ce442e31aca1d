using System.IO.Hashing;
using Nudges.Content;
using Nudges.Matching;
using static Nudges.Tests.Matching.Articles;

namespace Nudges.Tests.Matching;

public sealed class StoredCatalogueTests
{
    private static readonly ContentItem[] Items =
    [
        Article("Kubernetes in Größe", "Pods and C# on-call", tags: ["Cloud"]) with
        {
            OtherIds = [new ItemId("other")],
            Minutes = 7,
            Curation = new Curation { By = "curator's id", At = Now, Action = "action's id", Why = "Wanted", Boost = 2, Audience = ["Sales"], PinnedUntil = Now },
        },
        Article("Führung und Feedback", "Wer führt, fragt", "de", ageInDays: null),
        Article("Le vélo électrique", "Freins et batteries", "fr", source: "vélo"),
        Article("Feedback without fear", "", tags: ["Leadership"]),
    ];

    private static readonly Catalogue Catalogue = new() { Version = "1", Items = Items };

    /// <summary>Analysis and weights are in the stored index: another release must not take it for its own where they differ.</summary>
    [Fact]
    public void Format_IsRaised_WhenAnythingChangesWhatIsStored()
    {
        var block = new BlockWriter();
        StoredCatalogue.WriteIndex(StoredIndex.Of(Catalogue), Items.ToDictionary(item => item.Id), block);

        var written = (StoredCatalogue.Format, XxHash64.HashToUInt64(block.Written));

        // Where this fails, raise the format and note the new checksum here.
        Assert.Equal((1, 7339121947404327069UL), written);
    }

    [Fact]
    public void Write_GivesTheSameBytes_ForTheSameCatalogue() => Assert.Equal(StoredCatalogue.Write(Catalogue), StoredCatalogue.Write(Catalogue));

    [Fact]
    public void Write_LeavesOutWhoDecided()
    {
        var curation = StoredCatalogue.Read(StoredCatalogue.Write(Catalogue)).Items[Items[0].Id].Curation!;

        Assert.Equal(Items[0].Curation! with { By = "", Action = "" }, curation with { Audience = Items[0].Curation!.Audience });
    }

    [Fact]
    public void Read_TakesAnEmptyCatalogue()
    {
        var stored = StoredCatalogue.Read(StoredCatalogue.Write(new Catalogue { Version = "1", Items = [] }));

        Assert.Empty(stored.Items);
        Assert.Empty(new CatalogueIndex(stored.Index).Pick(For(Reader(skills: "C#"))));
    }

    [Fact]
    public void Read_SaysWhy_WhereverTheBlockIsCut()
    {
        var block = StoredCatalogue.Write(Catalogue);

        for (var length = 0; length < block.Length; length++)
        {
            var cut = block[..length];
            Assert.Contains(Assert.Throws<InvalidDataException>(() => StoredCatalogue.Read(cut)).Message, (string[])["It is no stored catalogue.", "It is damaged or cut short."]);
        }
    }

    [Fact]
    public void Read_SaysWhy_WhenAByteIsSpoilt()
    {
        var block = StoredCatalogue.Write(Catalogue);
        block[^20] ^= 1;

        Assert.Equal("It is damaged or cut short.", Assert.Throws<InvalidDataException>(() => StoredCatalogue.Read(block)).Message);
    }

    [Fact]
    public void Read_RefusesAnotherFormat()
    {
        var block = StoredCatalogue.Write(Catalogue);
        block[8]++;

        Assert.Equal("It is of format 2, not 1.", Assert.Throws<InvalidDataException>(() => StoredCatalogue.Read(block)).Message);
    }

    [Theory]
    [InlineData("b", new[] { 1, 3 })]
    [InlineData("ab", new[] { 1 })]
    [InlineData("ca", new int[0])]
    [InlineData("é", new[] { 5 })]
    public void Holding_FindsNothingAcrossTexts(string sought, int[] expected) =>
        Assert.Equal(expected, TextColumn.Of(["", "abc", "a", "bc", "", "é"]).Holding(sought));
}
