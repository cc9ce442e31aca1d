using Nudges.Content;
using static Nudges.Tests.Content.Items;

namespace Nudges.Tests.Content;

public sealed class ExpiryTests
{
    [Theory]
    [InlineData(ContentKind.Article, 364, false)]
    [InlineData(ContentKind.Article, 365, true)]
    [InlineData(ContentKind.Video, 729, false)]
    [InlineData(ContentKind.Video, 730, true)]
    [InlineData(ContentKind.Podcast, 730, true)]
    [InlineData(ContentKind.Course, 9_999, false)]
    [InlineData(ContentKind.Document, 9_999, false)]
    public void IsExpired_DependsOnAgeAndKind(ContentKind kind, int days, bool expired)
    {
        Assert.Equal(expired, Expiry.IsExpired(Item("a") with { Kind = kind, Published = Day }, Day.AddDays(days), Day.AddDays(days), new ExpiryOptions()));
        Assert.Equal(expired, Expiry.IsExpired(Item("a") with { Kind = kind }, Day, Day.AddDays(days), new ExpiryOptions()));
    }

    [Fact]
    public void IsExpired_FollowsTheOptions() =>
        Assert.True(Expiry.IsExpired(Item("a") with { Kind = ContentKind.Course }, Day, Day.AddDays(30), new ExpiryOptions { CourseDays = 30 }));
}
