using CsCheck;
using Nudges.Content;
using Nudges.Matching;
using Nudges.People;
using static Nudges.Tests.Matching.Articles;

namespace Nudges.Tests.Matching;

public sealed class CatalogueIndexLaws
{
    private static readonly string[] Words =
        ["Kubernetes", "C#", "Power BI", "cash flow", "negotiation", "Excel", "coaching", "battery safety", "Führung", "Git", "the", "feedback", "%", "🚲"];

    private static readonly Gen<string> Phrase = Gen.OneOf(Words).Array[1, 3].Select(words => string.Join(' ', words));
    internal static readonly Gen<IReadOnlyList<string>> Phrases = Phrase.Array[0, 4].Select(phrases => (IReadOnlyList<string>)phrases);

    internal static readonly Gen<Person> AnyPerson =
        Gen.Select(Phrases, Phrases, Phrases, Phrases, Phrase.Null(), Phrase.Null(), Gen.OneOf("en", "de", "fr", "sv")).Select(
            (skills, interests, responsibilities, projects, title, department, language) => Reader(language) with
            {
                Skills = skills,
                Interests = interests,
                Responsibilities = responsibilities,
                PastProjects = projects,
                JobTitle = title,
                Department = department,
            });

    private static readonly Gen<ContentItem> AnyArticle =
        Gen.Select(Phrase, Phrase, Phrases, Gen.OneOf("en", "de", "fr"), Gen.OneOf("a", "b", "c", "d"), Gen.Int[-1, 500].Nullable()).Select(
            (title, summary, tags, language, source, age) => Article(title, summary, language, source, age) with { Tags = tags });

    private static readonly Gen<ContentItem[]> AnyArticles =
        AnyArticle.Array[0, 30].Select(articles => articles.DistinctBy(article => article.Id).ToArray());

    private static readonly Gen<Curation?> AnyCuration =
        Gen.Select(Gen.Enum<ContentPriority>(), Gen.OneOf(1.0, 0.5, 3), Gen.Int[-2, 20], Gen.Int[-1, 1], Phrases).Select((priority, boost, pinned, boosted, audience) => new Curation
        {
            By = "a",
            At = Now,
            Action = "b",
            Priority = priority,
            Boost = boost,
            BoostedUntil = boosted == 0 ? null : Now.AddDays(boosted),
            PinnedUntil = pinned == 20 ? Now.AddDays(1) : pinned == 19 ? Now.AddDays(-1) : null,
            Audience = audience,
        }).Null();

    /// <summary>More than several blocks of bounds hold.</summary>
    internal static readonly Gen<ContentItem[]> ManyArticles =
        Gen.Select(AnyArticle, AnyCuration).Array[300, 1500].Select(articles =>
            articles.Select((article, number) => article.Item1 with { Id = new ItemId($"{number * 7919 % 1511}"), Title = $"{article.Item1.Title} {number % 900}", Curation = article.Item2 })
                .DistinctBy(article => article.Id).ToArray());

    private static readonly Gen<(ContentItem[] Articles, MatchRequest Request)> Any =
        Gen.Select(AnyArticles, AnyPerson, Gen.Int[0, 6], Phrases, Gen.Bool).Select((articles, person, count, topics, hasTopics) =>
            (articles, For(person, count) with { Topics = hasTopics ? topics : [] }));

    [Fact]
    public void Picks_AreFewEnoughUnseenAndOfDifferentSources() =>
        Gen.Select(Any, Gen.Int[0, 30]).Sample((given, seen) =>
        {
            var byId = given.Articles.ToDictionary(article => article.Id);
            var request = given.Request with { Seen = given.Articles.Take(seen).Select(article => article.Id).ToHashSet() };

            var picks = IndexOf(given.Articles).Pick(request);

            Assert.True(picks.Count <= request.Count);
            Assert.DoesNotContain(picks, pick => request.Seen.Contains(pick.Item));
            Assert.Distinct(picks.Select(pick => byId[pick.Item].Source));
            Assert.All(picks, pick => Assert.True(byId[pick.Item].Language == "en" || byId[pick.Item].Language == request.Person.Language));
            Assert.All(picks, pick => Assert.True(pick.Score <= picks[0].Score));
            var byScore = IndexOf(given.Articles).Pick(request with { Options = new MatchingOptions { VarietyWeight = 0 } });
            Assert.Equal(byScore.OrderByDescending(pick => pick.Score).Select(pick => pick.Item), byScore.Select(pick => pick.Item));
        });

    [Fact]
    public void Shares_AddUpToOne_GreatestFirst_AndFreshnessIsNeverAlone() =>
        Any.Sample((articles, request) => Assert.All(IndexOf(articles).Pick(request), pick =>
        {
            Assert.Equal(1, pick.Signals.Sum(signal => signal.Share), precision: 6);
            Assert.Equal(pick.Signals.OrderByDescending(signal => signal.Share).Select(signal => signal.Share), pick.Signals.Select(signal => signal.Share));
            Assert.Contains(pick.Signals, signal => signal.Kind != SignalKind.Freshness);
            Assert.Contains(pick.Signals, signal => request.Topics.Count == 0 || signal.Kind == SignalKind.Topic);
        }));

    [Fact]
    public void TheBestFew_AreTheFirstOfAll_HoweverManyAreNotLookedAt() =>
        Gen.Select(ManyArticles, AnyPerson, Phrases, Gen.Int[1, 40], Gen.Int[0, 400], Gen.Bool).Sample(
            (articles, person, topics, most, seen, hasTopics) =>
            {
                var index = IndexOf(articles);
                var request = For(person) with { Topics = hasTopics ? topics : [], Seen = articles.Take(seen).Select(article => article.Id).ToHashSet() };

                var best = index.RankBest(request, most);

                Assert.Equal(
                    index.Rank(request).Take(most).Select(match => (match.Item, match.Score)),
                    best.Select(candidate => (candidate.Id, candidate.Score)));
            },
            iter: 100);

    [Fact]
    public void Picks_AreTheSame_WhenTheItemsComeInAnotherOrder() =>
        Gen.Select(Any, Gen.Int).Sample((given, seed) =>
        {
            var shuffled = given.Articles.ToArray();
            new Random(seed).Shuffle(shuffled);

            var expected = IndexOf(given.Articles).Pick(given.Request);
            var picks = IndexOf(shuffled).Pick(given.Request);

            Assert.Equal(expected.Select(pick => (pick.Item, pick.Score)), picks.Select(pick => (pick.Item, pick.Score)));
            Assert.Equal(expected.SelectMany(pick => pick.Signals), picks.SelectMany(pick => pick.Signals));
        });
}
