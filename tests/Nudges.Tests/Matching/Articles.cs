using Nudges.Content;
using Nudges.Matching;
using Nudges.People;

namespace Nudges.Tests.Matching;

/// <summary>Made-up articles and readers: each article of a source of its own unless said otherwise.</summary>
internal static class Articles
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);

    public static ContentItem Article(string title, string summary = "", string language = "en", string? source = null, int? ageInDays = 30, params string[] tags)
    {
        var address = new Uri("https://reader.example/" + Uri.EscapeDataString(title));
        return new ContentItem
        {
            Id = ItemId.For(address),
            Address = address,
            Title = title,
            Summary = summary,
            Source = source ?? "source of " + title,
            Language = language,
            Tags = tags,
            Published = ageInDays is { } days ? Now.AddDays(-days) : null,
        };
    }

    /// <summary>The articles and a hundred on other things, so that words have a rarity.</summary>
    public static CatalogueIndex Index(params ContentItem[] articles) => IndexOf([.. articles, .. Others(articles[0].Language)]);

    public static CatalogueIndex IndexOf(IReadOnlyList<ContentItem> articles) => new(new Catalogue { Version = "1", Items = articles });

    public static Person Reader(string language = "en", params string[] skills) =>
        new() { Id = new PersonId("p"), DisplayName = "Naomi Yamada", Language = language, Skills = skills };

    public static MatchRequest For(Person person, int count = 10) => new() { Person = person, AsOf = Now, Count = count };

    public static IReadOnlyList<string> Titles(this IReadOnlyList<Match> picks, params ContentItem[] articles)
    {
        var titles = articles.ToDictionary(article => article.Id, article => article.Title);
        return [.. picks.Select(pick => titles.GetValueOrDefault(pick.Item, "another"))];
    }

    private static IEnumerable<ContentItem> Others(string language) =>
        Enumerable.Range(0, 100).Select(number => Article($"Ornithology {number}", "Larks wheel over the harbour", language));
}
