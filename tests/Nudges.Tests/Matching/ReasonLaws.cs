using CsCheck;
using Nudges.Content;
using Nudges.Matching;
using Nudges.Messages;
using Nudges.Outcomes;
using Nudges.People;
using static Nudges.Tests.Matching.Articles;

namespace Nudges.Tests.Matching;

/// <summary>
/// Of every kind of signal that can be a reason: take what the reason names away from what is known, and the item loses just that signal's share of
/// its score, or is gone.
/// </summary>
public sealed class ReasonLaws
{
    private static readonly string[] Words = ["Kubernetes", "Excel", "coaching", "feedback", "negotiation", "Bicep", "welding", "batteries", "Git", "larks"];

    /// <summary>What some people have as a skill, title or department, curators mean some articles for and others share, but no article has.</summary>
    private static readonly string[] Crews = ["dock crew", "night crew"];

    private static readonly Gen<string> Word = Gen.OneOf(Words);
    private static readonly Gen<string> Phrase = Word.Array[1, 2].Select(words => string.Join(' ', words));

    private static readonly Gen<string> Group = Gen.OneOf(Phrase, Gen.OneOf(Crews));

    /// <summary>At most three, each once.</summary>
    private static readonly Gen<IReadOnlyList<string>> Phrases = Phrase.Array[0, 3].Select(phrases => (IReadOnlyList<string>)[.. phrases.Distinct()]);

    private static readonly Gen<string> Language = Gen.OneOf("en", "en", "de");

    private static readonly Gen<Person> AnyPerson =
        Gen.Select(Phrases, Phrases, Phrases, Phrases, Group.Null(), Group.Null(), Gen.Select(Word.Array[0, 4], Language, Gen.OneOf(Crews).Array[0, 2].Select(crews => crews.Distinct()))).Select((skills, interests, responsibilities, projects, title, department, rest) => Reader(rest.Item2) with
        {
            Skills = [.. skills, .. rest.Item3],
            Interests = interests,
            Responsibilities = responsibilities,
            PastProjects = projects,
            JobTitle = title,
            Department = department,
            About = rest.Item1.Length == 0 ? null : $"I like {string.Join(", ", rest.Item1.Distinct())}!",
        });

    private static readonly Gen<ContentItem[]> AnyArticles =
        Gen.Select(Phrase, Phrase, Phrases, Language, Gen.OneOf(Crews).Array[0, 2]).Array[4, 24].Select(articles => articles.Select((article, number) =>
            Article($"{article.Item1} {number}", article.Item2, article.Item4, source: $"{number}", ageInDays: number * 9) with
            {
                Tags = article.Item3,
                Curation = article.Item5.Length == 0 ? null : new Curation { By = "a", At = Now, Action = "b", Audience = article.Item5 },
            }).ToArray());

    private static readonly Gen<(ContentItem[] Articles, CatalogueIndex Index, MatchRequest Request)> Any =
        Gen.Select(AnyArticles, AnyPerson, Phrases, Phrases, Gen.Int[0, 3], Gen.Bool).Select((articles, person, topics, wanted, clicked, areLiked) =>
        {
            // Some who found the same things useful; of this person's clicks there are so few that none takes from another's worth.
            List<PersonsLikes> likes =
            [
                .. Enumerable.Range(0, 5).Select(_ => new PersonsLikes(Crew(person.JobTitle), null, [.. articles.Take(4).Select(article => article.Id)])),
                .. Enumerable.Range(0, 5).Select(_ => new PersonsLikes(null, Crew(person.Department), [.. articles.Skip(2).Take(4).Select(article => article.Id)])),
                .. Enumerable.Range(0, 5).Select(_ => new PersonsLikes(null, null, [.. articles.Where((_, place) => place % 2 == 0).Select(article => article.Id)])),
                .. Enumerable.Range(0, 10).Select(_ => new PersonsLikes(Crew(person.JobTitle), Crew(person.Department), [])),
            ];
            var neighbours = areLiked
                ? new ItemNeighboursBuilder(articles, articles.Select(article => article.Id).ToHashSet()).Build(likes.Select(one => one.Items)) with { Favourites = Favourites.Of(likes, articles) }
                : null;
            return (
                articles,
                new CatalogueIndex(new Catalogue { Version = "1", Items = articles }, neighbours),
                For(person, articles.Length) with
                {
                    Topics = topics,
                    Outcomes = [.. articles.Take(clicked).Select((article, days) => new Outcome { Kind = OutcomeKind.Clicked, Item = article.Id, At = Now.AddDays(-days) })],
                    Options = new MatchingOptions { VarietyWeight = 0, Wanted = [new WantedSkills { Skills = [.. wanted.Except(person.Skills)] }] },
                });
        });

    [Fact]
    public void AReason_IsTrue_AsWithoutWhatItNamesTheItemLosesItsShare()
    {
        var met = new HashSet<SignalKind>();
        Any.Sample(
            (articles, index, request) =>
            {
                foreach (var pick in index.Pick(request))
                {
                    foreach (var signal in pick.Signals.Where(CanBeAReason))
                    {
                        lock (met)
                        {
                            met.Add(signal.Kind);
                        }

                        var without = index.Rank(Without(request, signal, articles)).SingleOrDefault(other => other.Item == pick.Item);
                        AssertLost(request, pick, signal, without, OrganisationFactor.Of(articles.Single(article => article.Id == pick.Item).Curation, request.Person, request.AsOf));
                    }
                }
            },
            iter: 1500);

        Assert.Equal(Enum.GetValues<SignalKind>().Except([SignalKind.Freshness, SignalKind.Exploration]), met.Order());
    }

    [Fact]
    public void TheSentence_NamesTheGreatestShareFirst_AndNothingThatIsNotASignal() =>
        Any.Sample((_, index, request) =>
        {
            foreach (var pick in index.Pick(request))
            {
                var sentence = Reasons.Sentence(pick, "en");

                var greatest = pick.Signals.Where(CanBeAReason).MaxBy(signal => signal.Share)!;
                Assert.Equal(greatest, pick.Signals.First(CanBeAReason));
                var firstNamed = pick.Signals.Where(CanBeAReason).OrderBy(signal => Place(sentence, signal)).ThenByDescending(signal => signal.Term.Length).First();
                Assert.Equal(Place(sentence, greatest), Place(sentence, firstNamed));
                Assert.All(Words.Where(word => sentence.Contains(word, StringComparison.Ordinal)), word =>
                    Assert.Contains(pick.Signals, signal => signal.Term.Contains(word, StringComparison.Ordinal)));
            }
        });

    private static bool IsFavourite(Signal signal) => signal.Kind is SignalKind.RoleFavourite or SignalKind.DepartmentFavourite or SignalKind.CompanyFavourite;

    private static string? Crew(string? group) => Crews.Contains(group) ? group : null;

    private static bool CanBeAReason(Signal signal) => signal.Kind is not (SignalKind.Freshness or SignalKind.Exploration);

    private static int Place(string sentence, Signal signal) =>
        sentence.IndexOf(signal.Kind == SignalKind.CompanyFavourite ? "your colleagues" : signal.Term, StringComparison.Ordinal) is >= 0 and var place ? place : int.MaxValue;

    private static void AssertLost(MatchRequest request, Match pick, Signal signal, Match? without, double factor)
    {
        // What is no single thing in the profile goes by its weight, and so all of its kind.
        var isByWeight = signal.Kind == SignalKind.Audience || IsFavourite(signal);
        var lost = isByWeight ? pick.Signals.Where(other => other.Kind == signal.Kind).ToList() : [signal];
        var rest = pick.Signals.Where(other => !lost.Contains(other) && CanBeAReason(other)).ToList();
        var isGone = pick.Score * rest.Sum(other => other.Share) / factor < request.Options.LeastRelevance
            || (signal.Kind == SignalKind.Topic && request.Topics.Count > 1 && rest.All(other => other.Kind != SignalKind.Topic));
        // Relevance is summed up in floats: good to the seventh digit.
        Assert.True(
            isGone ? without is null || without.Signals.Any(IsFavourite) : Math.Abs(pick.Score - (pick.Score * lost.Sum(other => other.Share)) - without!.Score) < 1e-6 * Math.Max(1, pick.Score),
            $"{signal} gave {pick.Score * signal.Share} of {pick.Score}, but without it the score is {without?.Score}.");
    }

    private static MatchRequest Without(MatchRequest request, Signal signal, ContentItem[] articles)
    {
        var person = request.Person;
        return signal.Kind switch
        {
            SignalKind.Skill => For(person with { Skills = Rest(person.Skills) }),
            SignalKind.Interest => For(person with { Interests = Rest(person.Interests) }),
            SignalKind.Responsibility => For(person with { Responsibilities = Rest(person.Responsibilities) }),
            SignalKind.Project => For(person with { PastProjects = Rest(person.PastProjects) }),
            SignalKind.Role => For(person with { JobTitle = null }),
            SignalKind.Department => For(person with { Department = null }),
            SignalKind.About => For(person with { About = person.About!.Replace(signal.Term, "", StringComparison.Ordinal) }),
            SignalKind.Topic => request with { Topics = Rest(request.Topics) },
            SignalKind.Gap => request with { Options = request.Options with { Wanted = [new WantedSkills { Skills = Rest(request.Options.Wanted[0].Skills) }] } },
            SignalKind.Outcome => request with { Outcomes = [.. request.Outcomes.Where(outcome => articles.Single(article => article.Id == outcome.Item).Title != signal.Term)] },
            SignalKind.Audience => request with { Options = request.Options with { AudienceWeight = 0 } },
            SignalKind.RoleFavourite or SignalKind.DepartmentFavourite or SignalKind.CompanyFavourite => request with { Options = request.Options with { FavouriteWeight = 0 } },
            _ => throw new ArgumentOutOfRangeException(nameof(signal)),
        };

        MatchRequest For(Person changed) => request with { Person = changed };

        IReadOnlyList<string> Rest(IReadOnlyList<string> terms)
        {
            Assert.Contains(signal.Term, terms);
            return [.. terms.Where(term => term != signal.Term)];
        }
    }
}
