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
        if (patch.Why is { } why && (why.Length > LongestWhy || why.Any(char.IsControl)))
        {
            errors["why"] = [$"Say why it matters in at most {LongestWhy} characters, on one line."];
        }

        if (patch.Audience is { } audience && (audience.Count > MostAudience || audience.Any(word => string.IsNullOrWhiteSpace(word) || word.Length > LongestAudience || word.Any(char.IsControl))))
        {
            errors["audience"] = [$"Name at most {MostAudience} departments, job titles or skills of 1 to {LongestAudience} characters."];
        }

        if (patch.PinnedUntil > now + Longest)
        {
            errors["pinnedUntil"] = ["Pin it for a year at most."];
        }

        if (patch.Boost is not null and not (>= LeastBoost and <= MostBoost))
        {
            errors["boost"] = [FormattableString.Invariant($"Give a number from {LeastBoost} to {MostBoost}.")];
        }

        if (patch.BoostedUntil is not null && patch.Boost is null)
        {
            errors["boostedUntil"] = ["Say by how much: give boost too."];
        }

        return errors;
    }

    public static Curation Apply(ContentPatch patch, Curation? before, DateTimeOffset now)
    {
        var curation = before ?? ContentDecision.Undecided;
        return curation with
        {
            Why = patch.Why is { } why ? (why.Trim().Length > 0 ? why.Trim() : null) : curation.Why,
            Priority = patch.Priority ?? curation.Priority,
            Audience = patch.Audience is { } audience ? [.. audience.Select(word => word.Trim())] : curation.Audience,
            PinnedUntil = patch.PinnedUntil is { } pinned ? (pinned > now ? pinned : null) : curation.PinnedUntil,
            Boost = patch.Boost ?? curation.Boost,
            BoostedUntil = patch.Boost is null ? curation.BoostedUntil : patch.BoostedUntil,
        };
    }
}
