using Nudges.Content;
using Nudges.Delivery;
using Nudges.Matching;
using Nudges.People;

namespace Nudges.Tests.Delivery;

public sealed class PreferenceRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 20, 0, 0, TimeSpan.Zero);

    private static readonly Person Anyone = new() { Id = new PersonId("p"), DisplayName = "P" };

    public static TheoryData<Preferences, string?> Rules => new()
    {
        { new Preferences(), null },
        { new Preferences { UnsubscribedAt = Now }, Suppression.Unsubscribed },
        { new Preferences { UnsubscribedAt = Now, ErasedAt = Now }, Suppression.Erased },
        { new Preferences { UnsubscribedAt = Now, ReportedSpamAt = Now }, Suppression.ReportedSpam },
        { new Preferences { ReportedSpamAt = Now }, null },
        { new Preferences { PausedUntil = Now.AddMinutes(1) }, Suppression.Paused },
        { new Preferences { PausedUntil = Now }, null },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void RuleAgainst_SaysWhy_WhenThePersonAskedForIt(Preferences preferences, string? rule) =>
        Assert.Equal(rule, PreferenceRules.RuleAgainst(preferences, Now));

    [Theory]
    [InlineData("email", "email,teams")]
    [InlineData("teams", "teams,email")]
    [InlineData("fax", "teams,email")]
    [InlineData(null, "teams,email")]
    public void Order_PutsThePreferredChannelFirst_WhenTheRunUsesIt(string? preferred, string expected) =>
        Assert.Equal(expected, string.Join(',', PreferenceRules.Order(["teams", "email"], new Preferences { Channel = preferred })));

    [Theory]
    [InlineData("Ann@x.example", null)]
    [InlineData("ann.new@x.example", "ann.new@x.example")]
    [InlineData(null, null)]
    public void WithoutBouncedMail_TakesAwayTheAddressThatCameBack_AndNoOther(string? mail, string? left)
    {
        var bounced = new Preferences { Bounce = new MailBounce { At = Now, Address = MailBounce.Mark("ann@X.example ") } };
        var person = Anyone with { Mail = mail };

        Assert.Equal(left, PreferenceRules.WithoutBouncedMail(person, bounced).Mail);
        Assert.Equal(mail is not null && left is null ? Suppression.Bounced : null, PreferenceRules.RuleAgainstBounced(person, bounced, channel: null));
    }

    [Fact]
    public void Suppression_HasASentenceForEachRule() => Assert.Equal(
        typeof(Suppression).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order(), Suppression.Sentences.Keys.Order());

    [Fact]
    public void WithFollowedTopics_AddsInterests_WithoutSayingOneTwice() => Assert.Equal(
        ["Chess", "Go"],
        PreferenceRules.WithFollowedTopics(Anyone with { Interests = ["Chess"] }, new Preferences { FollowedTopics = ["chess", "Go"] }).Interests);

    [Theory]
    [InlineData("C#", "csharp")]
    [InlineData("machine learning", "machine")]
    [InlineData("Gardens", "tagged")]
    [InlineData("learning machine", "")]
    [InlineData("the", "")]
    [InlineData("C", "")]
    public void ItemsAbout_FindsWholeWords_InTitlesTagsAndSkills(string topic, string expected)
    {
        var muted = new MutedTopics([Item("csharp", "What is new in C#"), Item("machine", "Machine learning for all"), Item("tagged", "Spring", "garden")]);
        Assert.Equal(expected, string.Join(',', muted.ItemsAbout([topic]).Select(id => id.Value)));
    }

    private static ContentItem Item(string id, string title, params string[] tags) =>
        new() { Id = new ItemId(id), Title = title, Tags = tags, Source = "s", Address = new Uri("https://example.com/" + id) };
}
