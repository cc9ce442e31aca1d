using Nudges.Content;

namespace Nudges.Tests.Content;

/// <summary>Items as tests write them.</summary>
internal static class Items
{
    public static readonly DateTimeOffset Day = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    public static ContentItem Item(string name, string source = "one", string? title = null) => new()
    {
        Id = ItemId.For(new Uri($"https://weekly.example/{name}")),
        Address = new Uri($"https://weekly.example/{name}"),
        Title = title ?? name,
        Source = source,
    };
}
