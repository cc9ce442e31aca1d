using Nudges.Content;

namespace Nudges.Matching;

/// <summary>A part of an item's text.</summary>
/// <param name="Text">May be empty.</param>
/// <param name="Weight">What a word there counts.</param>
/// <param name="LengthMatters">0 to 1: how much less a word counts among many.</param>
internal readonly record struct ItemField(Func<ContentItem, string> Text, double Weight, double LengthMatters)
{
    /// <summary>How soon more of the same word adds little.</summary>
    public const double Saturation = 1.2;

    public static readonly ItemField[] All =
    [
        new(item => item.Title, Weight: 3, LengthMatters: 0.3),
        new(item => string.Join("\n", item.Tags.Union(item.Skills, StringComparer.OrdinalIgnoreCase)), Weight: 2.5, LengthMatters: 0.3),
        new(item => item.Summary, Weight: 0.5, LengthMatters: 0.75),
    ];
}
