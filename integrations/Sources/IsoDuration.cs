using System.Xml;

namespace Nudges.Integrations.Sources;

/// <summary>Durations as ISO 8601 and XML Schema write them: "PT1H30M".</summary>
internal static class IsoDuration
{
    /// <summary>Whole minutes, rounded up, 1 or more; null where the text is no duration or one of over 1,000 hours.</summary>
    public static int? Minutes(string? text)
    {
        if (text is null or { Length: > 50 })
        {
            return null;
        }

        try
        {
            return Minutes(XmlConvert.ToTimeSpan(text.Trim().ToUpperInvariant()));
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="Minutes(string)"/>
    public static int? Minutes(TimeSpan? duration) =>
        duration is { TotalMinutes: > 0 and <= 60_000 and var minutes } ? (int)Math.Ceiling(minutes) : null;
}
