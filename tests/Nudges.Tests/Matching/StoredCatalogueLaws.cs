using System.Globalization;
using CsCheck;
using Nudges.Content;
using Nudges.Matching;
using Nudges.Outcomes;
using static Nudges.Tests.Matching.Articles;

namespace Nudges.Tests.Matching;

/// <summary>What was stored and read back picks, explains and says the same as what was made of the catalogue.</summary>
public sealed class StoredCatalogueLaws
{
    private static readonly Gen<ContentItem[]> Catalogues = CatalogueIndexLaws.ManyArticles.Select(Decided);

    [Fact]
    public void Picks_AreTheSameToTheLastBit_StoredOrMadeAnew() =>
        Gen.Select(Catalogues, CatalogueIndexLaws.AnyPerson, CatalogueIndexLaws.Phrases, Gen.Bool).Sample(
            (articles, person, topics, hasOutcomes) =>
            {
                var catalogue = new Catalogue { Version = "1", Items = articles };
                var (made, stored) = (StoredCatalogue.Of(catalogue), StoredCatalogue.Read(StoredCatalogue.Write(catalogue)));
                var neighbours = hasOutcomes ? Neighbours(articles) : null;
                var request = For(person) with
                {
                    Topics = topics.Count > 2 ? topics : [],
                    Seen = articles.Take(20).Select(article => article.Id).Concat(articles.Skip(20).Take(20).SelectMany(article => article.OtherIds)).ToHashSet(),
                    Outcomes = hasOutcomes ? [.. articles.Skip(60).Take(4).Select(article => new Outcome { Kind = OutcomeKind.Done, At = Now.AddDays(-3), Item = article.Id })] : [],
                    Recent = [.. articles.Skip(60).Take(3).Select(article => article.Id)],
                };

                var expected = new CatalogueIndex(made.Index, neighbours);
                var index = new CatalogueIndex(stored.Index, neighbours);

                Assert.Equal(Spell(expected.Pick(request)), Spell(index.Pick(request)));
                Assert.Equal(Spell(expected.Rank(request)), Spell(index.Rank(request)));
                Assert.Equal(made.Muted.ItemsAbout(topics).ToHashSet(), stored.Muted.ItemsAbout(topics).ToHashSet());
            },
            iter: 40);

    [Fact]
    public void Items_AreTheSame_ButForWhoDecided() => Catalogues.Sample(
        articles =>
        {
            var stored = StoredCatalogue.Read(StoredCatalogue.Write(new Catalogue { Version = "1", Items = articles })).Items;

            Assert.Equal(articles.Length, stored.Count);
            Assert.All(articles, article => Assert.Equal(Json(article), Json(stored[article.Id])));
            Assert.False(stored.TryGetValue(new ItemId("unknown"), out _));
        },
        iter: 10);

    private static ContentItem[] Decided(ContentItem[] articles) =>
        [.. articles.Select((article, place) => article with
        {
            Minutes = place % 7 == 0 ? null : place % 40,
            OtherIds = place % 5 == 0 ? [new ItemId($"other {place}")] : [],
            Skills = place % 3 == 0 ? ["Git"] : [],
            Curation = article.Curation is null ? null : article.Curation with { Why = "Wäre schön 🚲", State = CurationState.Approved },
        })];

    private static ItemNeighbours Neighbours(ContentItem[] articles) => new(
        "1", [articles[60].Id], [articles[60].Title], [.. articles.Skip(50).Take(4).Select(article => article.Id)], [0, 4], [0, 1, 2, 3], [0.5f, 0.25f, 0.7f, 0.1f]);

    private static string Json(ContentItem item) => System.Text.Json.JsonSerializer.Serialize(
        item with { Curation = item.Curation is null ? null : item.Curation with { By = "", Action = "" } }, NudgesJson.Options);

    /// <summary>With all digits.</summary>
    private static IEnumerable<string> Spell(IEnumerable<Nudges.Matching.Match> matches) => matches.Select(match =>
        string.Create(CultureInfo.InvariantCulture, $"{match.Item} {match.Score:R} {string.Join(", ", match.Signals.Select(signal => $"{signal.Kind} {signal.Term} {signal.Share:R}"))}"));
}
