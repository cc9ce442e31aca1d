using System.Globalization;
using Nudges.Content;

namespace Nudges.Api;

/// <summary>What can be said about an item.</summary>
internal static class ContentRules
{
    private const int LongestWhy = 300;
    private const int MostAudience = 10;
    private const int LongestAudience = 80;
    private const double LeastBoost = 0.25;
    private const double MostBoost = 4;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public static Dictionary<string, string[]> Check(ContentPatch patch, DateTimeOffset now)
    {
        var errors = new Dictionary<string, string[]>();
        if (patch.Why is { } why && (why.Length > LongestWhy || why.Any(IsUnseen)))
        {
            errors["why"] = [$"Say why it matters in at most {LongestWhy} characters, on one line."];
        }

        if (patch.Audience is { } audience && (audience.Count > MostAudience || audience.Any(word => string.IsNullOrWhiteSpace(word) || word.Length > LongestAudience || word.Any(IsUnseen))))
        {
            errors["audience"] = [$"Name at most {MostAudience} departments, job titles or skills of 1 to {LongestAudience} characters."];
        }

        if (patch.Priority is { } priority && !Enum.IsDefined(priority))
        {
            errors["priority"] = ["Give low, normal or high."];
        }

        if (patch == new ContentPatch())
        {
            errors["patch"] = ["Say what to change: why, priority, audience, pinnedUntil, boost or boostedUntil."];
        }

        if (patch.PinnedUntil > now + Longest)
        {
            errors["pinnedUntil"] = ["Pin it for a year at most."];
        }

        if (patch.Boost is not null and not (>= LeastBoost and <= MostBoost))
        {
            errors["boost"] = [FormattableString.Invariant($"Give a number from {LeastBoost} to {MostBoost}.")];
        }

        if (patch.BoostedUntil is { } end && (patch.Boost is null || end <= now || end > now + Longest))
        {
            errors["boostedUntil"] = ["Say by how much too (boost), and give a moment to come, a year ahead at most."];
        }

        return errors;
    }

    /// <summary>Controls, line ends, and marks that turn text around; joiners belong to scripts and emoji.</summary>
    private static bool IsUnseen(char character) => character is not ('\u200C' or '\u200D') && char.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    public static Curation Apply(ContentPatch patch, Curation? before, DateTimeOffset now)
    {
        var curation = before ?? ContentDecision.Undecided;
        return curation with
        {
            Why = patch.Why is { } why ? (why.Trim().Length > 0 ? why.Trim() : null) : curation.Why,
            Priority = patch.Priority ?? curation.Priority,
            Audience = patch.Audience is { } audience ? [.. audience.Select(word => word.Trim()).Distinct(StringComparer.OrdinalIgnoreCase)] : curation.Audience,
            PinnedUntil = patch.PinnedUntil is { } pinned ? (pinned > now ? pinned : null) : curation.PinnedUntil,
            Boost = patch.Boost ?? curation.Boost,
            BoostedUntil = patch.Boost is null ? curation.BoostedUntil : patch.BoostedUntil,
        };
    }
}
