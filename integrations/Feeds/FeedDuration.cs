using System.Globalization;

namespace Nudges.Integrations.Feeds;

/// <summary>How long something plays, as feeds write it: "1:02:03", "62:03", "3723", "3723.4".</summary>
internal static class FeedDuration
{
    /// <summary>Null where the text is no duration, and where it is none to believe: zero, or over a day.</summary>
    public static TimeSpan? Parse(string text)
    {
        var parts = text.Length > 20 ? [] : text.Trim().Split(':');
        double seconds = 0;
        foreach (var part in parts)
        {
            if (!double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            seconds = (seconds * 60) + number;
        }

        return parts.Length is >= 1 and <= 3 ? FromSeconds(seconds) : null;
    }

    /// <inheritdoc cref="Parse"/>
    public static TimeSpan? FromSeconds(double? seconds) => seconds is > 0 and <= 86_400 ? TimeSpan.FromSeconds(seconds.Value) : null;
}
