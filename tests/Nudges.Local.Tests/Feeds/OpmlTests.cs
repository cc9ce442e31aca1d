using System.Xml.Linq;
using Nudges.Content;
using Nudges.Integrations.Opml;

namespace Nudges.Local.Tests.Feeds;

public sealed class OpmlTests
{
    [Fact]
    public void Read_GivesSources_AsTheWebWritesThem()
    {
        var listed = Listed("""
            <?xml version="1.0"?><!DOCTYPE opml SYSTEM "http://evil.example/x.dtd">
            <OPML version="1.1"><head><title>Mine & yours</title></head><body>
              <outline text="Tech &amp; tools">
                <outline title="SQL"><outline type="rss" text="The Data Desk" xmlurl="https://data.example/feed.xml" language="en-gb"/></outline>
                <outline TITLE="Größe zählt!" XMLURL="https://groesse.example/feed" category="/People/Leadership,work"/>
              </outline>
              <outline text="The data desk" xmlUrl="https://other.example/feed"/>
              <outline text="" xmlUrl="https://nameless.example/feed"/>
              <outline text="Empty folder"/>
              <outline text="Twice" xmlUrl="HTTPS://data.example/feed.xml"/>
              <outline text="Local" xmlUrl="file:///etc/passwd"/>
              <outline text="Relative" xmlUrl="feed.xml"/>
            </body></OPML>
            """);

        Assert.Equal(["the-data-desk", "grosse-zahlt", "the-data-desk-2", "nameless-example"], listed.Sources.Select(source => source.Name));
        Assert.All(listed.Sources, source => Assert.Equal("feed", source.Kind));
        Assert.Equal(["Tech & tools", "SQL"], listed.Sources[0].Tags);
        Assert.Equal(["Tech & tools", "People / Leadership", "work"], listed.Sources[1].Tags);
        Assert.Equal(["en", "en", "en", "en"], listed.Sources.Select(source => source.Language));
        Assert.Equal(
            [
                "'Twice' is left out: https://data.example/feed.xml is listed before.",
                "'Local' is left out: file:///etc/passwd is no http or https address.",
                "'Relative' is left out: feed.xml is no http or https address.",
            ],
            listed.Skipped);
    }

    [Fact]
    public void Read_GivesWhatIsWhole_WhenTheDocumentBreaksOff()
    {
        var listed = Listed("""<opml><body><outline text="a" xmlUrl="https://a.example/"/><outline text="b" xmlUrl="https://b""");

        Assert.Equal("a", Assert.Single(listed.Sources).Name);
        Assert.Contains("breaks off", Assert.Single(listed.Skipped), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Ends_WhenFoldersAreNestedWithoutEnd()
    {
        var listed = Listed("<opml><body>" + string.Concat(Enumerable.Repeat("<outline text='f'>", 200_000)));

        Assert.Empty(listed.Sources);
        Assert.Contains("nested", Assert.Single(listed.Skipped), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no XML")]
    [InlineData("{}", "no XML")]
    [InlineData("<rss/>", "another kind of document (rss)")]
    public void Read_IsUnreadable_WhenItIsNoOpml(string text, string says) =>
        Assert.Contains(says, Assert.IsType<OpmlResult.Unreadable>(OpmlText.Parse(text)).Reason, StringComparison.Ordinal);

    [Fact]
    public void Write_GivesWhatReadUnderstands()
    {
        SourceDefinition[] sources =
        [
            new() { Name = "weekly", Address = new Uri("https://weekly.example/feed?a=1&b=2"), Language = "fr", Tags = ["Tech & <tools>", "SQL"] },
            new() { Name = "other", Address = new Uri("https://other.example/feed") },
        ];

        var text = new OpmlText().Write(sources, "Our\u0001 sources");

        var listed = Listed(text);
        Assert.Empty(listed.Skipped);
        Assert.Equal(
            sources.Select(source => (source.Name, source.Address, source.Language, string.Join('|', source.Tags))),
            listed.Sources.Select(source => (source.Name, source.Address, source.Language, string.Join('|', source.Tags))));
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>", text, StringComparison.Ordinal);
        var opml = XDocument.Parse(text).Root!;
        Assert.Equal(("2.0", "Our sources"), ((string?)opml.Attribute("version"), (string?)opml.Element("head")!.Element("title")));
        Assert.All(opml.Element("body")!.Elements("outline"), outline => Assert.Equal("rss", (string?)outline.Attribute("type")));
    }

    private static OpmlResult.Listed Listed(string text) => Assert.IsType<OpmlResult.Listed>(OpmlText.Parse(text));
}
