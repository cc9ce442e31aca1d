using System.Text;
using System.Text.Json;
using CsCheck;
using Nudges.Matching;
using Nudges.Messages;
using static Nudges.Tests.Messages.Drafts;

namespace Nudges.Tests.Messages;

public sealed class EmailComposerTests
{
    private static readonly string[] Keys = [EmailShell.Language, EmailShell.Preheader, EmailShell.Body, EmailShell.TextBody];

    /// <summary>What content may hold that means something to HTML, Liquid, JSON, mail or the shell.</summary>
    public static TheoryData<string> Hostile =>
    [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; drop", "a\\b\"c", "{{ Unsubscribe }}{% raw %}", "&amp;&#60;",
        "one\r\nBcc: two@x.example\u2028three\u0000\u0007\u0085", "safe\u202Egpj.exe\u2066\u200F", "half \uD83D", "turned \uDE00\uD83D halves", "100%%", EmailShell.Body, "%", "%%%nudge-",
        "[here](http://evil.example)", "👩🏽‍🚀 مرحبا", "<%asm_group_unsubscribe_raw_url%>",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Compose_MakesOneLineOfText_OfWhateverContentHolds(string text)
    {
        var harmless = EmailComposer.Compose(Of("harmless", goal: "harmless"));
        var message = EmailComposer.Compose(Of(text, goal: text));

        Assert.Equal(Marks(harmless.Html, "<"), Marks(message.Html, "<"));
        Assert.Equal(Marks(harmless.Html, "\""), Marks(message.Html, "\""));
        Assert.Equal(Marks(harmless.Html, "'"), Marks(message.Html, "'"));
        Assert.Equal(Marks(harmless.Text, "\n"), Marks(message.Text, "\n"));
        Assert.DoesNotContain('<', message.Preheader);
        foreach (var part in new[] { message.Subject, message.Preheader, message.Html, message.Text })
        {
            Assert.DoesNotContain(part, character => (char.IsControl(character) && character != '\n') || character is '\u202E' or '\u2066' or '\u200F' or '\u2028');
            Assert.DoesNotContain(part.EnumerateRunes(), rune => rune == Rune.ReplacementChar);
            Assert.DoesNotContain("%%", part);
        }

        Assert.DoesNotContain('\n', message.Subject);
    }

    [Fact]
    public void Compose_KeepsTextAsItIs_InTheTextPart()
    {
        var draft = Of("Q&A: \"C#\" <T> for 5% & {{ you }}");
        var message = EmailComposer.Compose(draft);

        Assert.Contains($$$"""1. Q&A: "C#" <T> for 5% & {{ you }}{{{"\n"}}}{{{draft.Items[0].Link}}}{{{"\n"}}}""", message.Text, StringComparison.Ordinal);
        Assert.Contains(">Q&amp;A: &quot;C#&quot; &lt;T&gt; for 5% &amp; {{ you }}</a>", message.Html, StringComparison.Ordinal);
        Assert.Equal("Q&A: \"C#\" <T> for 5% & {{ you }}", message.Subject);
    }

    [Fact]
    public void Compose_HoldsNoKey_WhateverTheContent() =>
        Gen.OneOf("%", "%%", "nudge-body", EmailShell.Body, EmailShell.TextBody, "\u200F", "\n", " ", "a", "\uD83D").Array[1, 8].Select(string.Concat).Sample(text =>
        {
            var message = EmailComposer.Compose(Of(text, text));

            Assert.All(EmailShell.Substitutions(message).Values.Append(message.Subject), value => Assert.DoesNotContain("%%", value));
            var html = EmailShell.Apply(EmailShell.Html, message);
            Assert.Equal(EmailShell.Html.Length + message.Html.Length + message.Preheader.Length + message.Language.Length - Keys[..3].Sum(key => key.Length), html.Length);
        });

    [Theory]
    [InlineData("x")]
    [InlineData("word ")]
    [InlineData("\"")]
    [InlineData("&")]
    [InlineData("<")]
    [InlineData("\\")]
    [InlineData("%")]
    [InlineData("é")]
    [InlineData("字")]
    [InlineData("مرحبا ")]
    [InlineData("🚲")]
    [InlineData("👩🏽‍🚀")]
    [InlineData("e\u0301\u0302\u0303\u0304")]
    public void Compose_StaysBelowTheLimit_WhenEverythingIsAsLongAsItMayBe(string piece)
    {
        foreach (var language in Wording.All.Select(wording => wording.Language))
        {
            foreach (var (items, address) in new[] { (3, 100), (3, 2_000), (1, 2_000), (10, 300), (1, 20_000) })
            {
                var message = EmailComposer.Compose(Worst(piece, language, items, address));

                Assert.True(EmailShell.Substitutions(message).Sum(value => Encoding.UTF8.GetByteCount(value.Key) + Encoding.UTF8.GetByteCount(value.Value)) < 10_000);
                Assert.True(JsonSerializer.SerializeToUtf8Bytes(EmailShell.Substitutions(message), NudgesJson.Options).Length < EmailShell.MostBytes);
                Assert.InRange(message.Subject.Length, 1, 150);
                Assert.Contains("<h2", message.Html, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Compose_ShowsThreeLongItemsWithSummaries_WhenTheyAreWrittenInLatinLetters()
    {
        var message = EmailComposer.Compose(Worst("word ", addressLength: 200));

        Assert.Equal(3, Marks(message.Html, "<h2"));
        Assert.Equal(3, Marks(message.Html, "<p dir='auto'"));
    }

    [Fact]
    public void Compose_SaysWhatIsWrong_WhenTheUnsubscribeAddressCannotFit()
    {
        var draft = Of("text") with { Unsubscribe = new Uri("https://x.example/" + new string('a', 20_000)) };

        Assert.Contains("unsubscribe address", Assert.Throws<ArgumentException>(() => EmailComposer.Compose(draft)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_LinksNothingButWebAddresses()
    {
        var draft = Of("text");
        var item = draft.Items[0] with { Item = draft.Items[0].Item with { Address = new Uri("javascript:alert(1)") } };

        Assert.DoesNotContain("javascript", EmailComposer.Compose(draft with { Items = [item] }).Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Naomi", "en", "Hi Naomi,")]
    [InlineData("de", "Naomi", "de", "Hallo Naomi,")]
    [InlineData("fr", null, "fr", "Bonjour,")]
    [InlineData("de", " \t", "de", "Guten Tag,")]
    [InlineData("sv", "Naomi", "en", "Hi Naomi,")]
    public void Compose_GreetsByNameInThePersonsLanguage_OrInEnglish(string language, string? name, string expected, string greeting)
    {
        var message = EmailComposer.Compose(Of("text") with { Person = Person(language, name) });

        Assert.Equal(expected, message.Language);
        Assert.StartsWith(greeting + "\n", message.Text, StringComparison.Ordinal);
        Assert.Contains($"<html lang=\"{expected}\">", EmailShell.Apply(EmailShell.Html, message), StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_NamesTheGoalInTheSubject_WhenThereIsOne()
    {
        Assert.Equal("Everyone can run an incident", EmailComposer.Compose(Of("text", "Everyone can run an incident")).Subject);
        Assert.Equal("text", EmailComposer.Compose(Of("text")).Subject);
    }

    [Fact]
    public void Json_KeepsTheTextByLines_AndReadsItAsOneStringAsWell()
    {
        var message = EmailComposer.Compose(Of("Q&A: \"C#\" <T>"));

        var json = JsonSerializer.Serialize(message, NudgesJson.Options);

        Assert.DoesNotContain("\\n", json, StringComparison.Ordinal);
        Assert.Equal(message, JsonSerializer.Deserialize<EmailMessage>(json, NudgesJson.Options));
        var lines = JsonSerializer.Serialize(message.Text.Split('\n'), NudgesJson.Options);
        Assert.Contains(lines, json, StringComparison.Ordinal);
        Assert.Equal(message, JsonSerializer.Deserialize<EmailMessage>(json.Replace(lines, JsonSerializer.Serialize(message.Text, NudgesJson.Options), StringComparison.Ordinal), NudgesJson.Options));
    }

    [Fact]
    public void Shell_HoldsEachKeyOnce_AndNeedsNoImage()
    {
        Assert.All(Keys, key => Assert.Equal(1, Marks(EmailShell.Html + EmailShell.Text, key)));
        Assert.DoesNotContain("<img", EmailShell.Html + EmailComposer.Compose(Of("text")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain(EmailShell.Html.Split("<table").Skip(1), table => !table.StartsWith(" role=\"presentation\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Wording_IsCompleteInEveryLanguage()
    {
        Assert.Superset(new HashSet<string> { "de", "en", "fr" }, Wording.All.Select(wording => wording.Language).ToHashSet());
        Assert.All(Wording.All, wording =>
        {
            Assert.Equal(12, wording.Months.Distinct(StringComparer.Ordinal).Count());
            Assert.Equal(Enum.GetValues<SignalKind>().Where(kind => kind is not (SignalKind.Freshness or SignalKind.Exploration)), wording.Clauses.Keys.Order());
        });
    }

    private static int Marks(string text, string mark) => text.Split(mark).Length - 1;
}
