using Nudges.Content;

namespace Nudges.Bench.Content;

/// <summary>Items like those that feeds give, the same for the same numbers.</summary>
internal static class GeneratedItems
{
    private static readonly DateTimeOffset Newest = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Words =
    [
        .. Enumerable.Range(0, 4_000).Select(number => Word(new Random(number))),
    ];

    public static SourceDefinition Source(int number) =>
        new() { Name = $"source-{number}", Address = new Uri($"https://source-{number}.example/feed.xml"), Trusted = number % 4 != 0 };

    /// <summary>Of each source's items every twentieth is also in the source before it.</summary>
    public static IReadOnlyList<ContentItem> Of(int source, int count) =>
        [.. Enumerable.Range(0, count).Select(number => Item(number % 20 == 0 && source > 0 ? source - 1 : source, number) with { Source = Source(source).Name })];

    private static ContentItem Item(int source, int number)
    {
        var random = new Random((source * 1_000_003) + number);
        var address = new Uri($"https://source-{source}.example/posts/{number}");
        var (title, summary) = (Text(random, 8), Text(random, 45));
        return new ContentItem
        {
            Id = ItemId.For(address),
            Address = address,
            Title = title,
            Summary = summary,
            Source = Source(source).Name,
            Language = (source % 5) switch { 0 => "de", 1 => "fr", _ => "en" },
            Minutes = random.Next(1, 20),
            Tags = [Pick(random), Pick(random), Pick(random)],
            Skills = [Pick(random)],
            Authors = [Text(random, 2)],
            Published = Newest.AddHours(-random.Next(300 * 24)),
            FirstSeen = Newest,
            Fingerprint = Fingerprints.Of(title, summary),
        };
    }

    public static string Text(Random random, int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Pick(random)));

    // Some words are common and most are rare.
    public static string Pick(Random random) => Words[(int)(Words.Length * Math.Pow(random.NextDouble(), 3))];

    private static string Word(Random random) => string.Create(random.Next(3, 11), random, (letters, source) =>
    {
        foreach (ref var letter in letters)
        {
            letter = (char)('a' + source.Next(26));
        }
    });
}
