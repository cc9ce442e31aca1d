using Nudges.Content;
using Nudges.Matching;
using Nudges.Outcomes;
using Nudges.People;

namespace Nudges.Bench.Match;

/// <summary>
/// Items and people of a made-up company, the same for the same seed: some subjects are everybody's and most are a few people's,
/// as words are; items speak of a few subjects in many other words, people list some of them and found some items useful.
/// </summary>
internal sealed class GeneratedCompany(int seed)
{
    public static readonly DateTimeOffset Now = new(2026, 11, 26, 6, 0, 0, TimeSpan.Zero);

    private const int Subjects = 600;
    private const int Vocabulary = 8_000;
    private const int MostOutcomes = 10;

    private static readonly string[] Words = [.. Enumerable.Range(0, Vocabulary).Select(number => Word(new Random(number)))];

    public IReadOnlyList<ContentItem> Items(int count) => [.. Enumerable.Range(0, count).Select(Item)];

    /// <param name="number">Names the person; the same number, the same person.</param>
    /// <param name="items">Of which some were useful to every second person.</param>
    public MatchRequest Request(int number, IReadOnlyList<ContentItem> items)
    {
        var random = new Random(Seed(1, number));
        var outcomes = number % 2 == 0
            ? Enumerable.Range(0, random.Next(1, MostOutcomes)).Select(_ => items[Skewed(random, items.Count)].Id).Distinct()
                .Select(item => new Outcome { Kind = OutcomeKind.Useful, At = Now.AddDays(-random.Next(300)), Item = item })
            : [];
        return new MatchRequest
        {
            Person = new Person
            {
                Id = new PersonId($"person-{number}"),
                DisplayName = "",
                Language = "en",
                JobTitle = $"{Subject(random)} engineer",
                Department = Words[random.Next(40)],
                Skills = [.. Several(random, 5)],
                Interests = [.. Several(random, 3)],
                Responsibilities = [.. Several(random, 1)],
            },
            AsOf = Now,
            Count = 3,
            Outcomes = [.. outcomes],
        };
    }

    private int Seed(int kind, int number) => unchecked((((seed * 31) + kind) * 1_000_003) + number);

    private static string Subject(Random random) => SubjectName(Skewed(random, Subjects));

    private static string SubjectName(int number) => number % 3 == 0 ? $"{Words[number]} {Words[Vocabulary - 1 - number]}" : Words[number];

    private static IEnumerable<string> Several(Random random, int count) => Enumerable.Range(0, count).Select(_ => Subject(random)).Distinct();

    private static int Skewed(Random random, int count) => (int)(count * Math.Pow(random.NextDouble(), 2));

    private static string Text(Random random, int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[Skewed(random, Vocabulary)]));

    private static string Word(Random random) => string.Create(random.Next(4, 11), random, (letters, source) =>
    {
        foreach (ref var letter in letters)
        {
            letter = (char)('a' + source.Next(26));
        }
    });

    private ContentItem Item(int number)
    {
        var random = new Random(Seed(2, number));
        var address = new Uri($"https://reader.example/{number}");
        string[] subjects = [.. Several(random, 3)];
        return new ContentItem
        {
            Id = ItemId.For(address),
            Address = address,
            Title = $"{subjects[0]} {Text(random, 5)}",
            Summary = $"{string.Join(' ', subjects)} {Text(random, 40)}",
            Tags = subjects,
            Source = $"source-{random.Next(60)}",
            Minutes = random.Next(1, 40),
            Published = Now.AddHours(-random.Next(400 * 24)),
        };
    }
}
