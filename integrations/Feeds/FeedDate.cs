using System.Globalization;
using System.Text.RegularExpressions;

namespace Nudges.Integrations.Feeds;

/// <summary>Dates as feeds write them: RFC 822 and ISO 8601, and what comes close. Without a zone they are UTC.</summary>
internal static partial class FeedDate
{
    private static readonly string[] Formats =
    [
        "d MMM yyyy H:m:s zzz", "d MMM yyyy H:m zzz", "d MMM yyyy zzz", "d MMMM yyyy H:m:s zzz", "d MMMM yyyy H:m zzz", "d MMMM yyyy zzz",
        "d MMM yy H:m:s zzz", "d MMM yy H:m zzz", "MMM d yyyy H:m:s zzz", "MMM d yyyy H:m zzz", "MMM d yyyy zzz",
        "MMMM d yyyy H:m:s zzz", "MMMM d yyyy H:m zzz", "MMMM d yyyy zzz", "MMM d H:m:s yyyy zzz",
        "yyyy-M-d H:m:s.FFFFFFF zzz", "yyyy-M-d H:m zzz", "yyyy-M-d zzz", "yyyy-M zzz", "yyyy zzz", "yyyyMMdd zzz", "yyyyMMdd HHmmss zzz",
        "yyyy/M/d H:m:s zzz", "yyyy/M/d H:m zzz", "yyyy/M/d zzz", "M/d/yyyy H:m:s zzz", "M/d/yyyy h:m:s tt zzz", "M/d/yyyy H:m zzz", "M/d/yyyy zzz", "d.M.yyyy H:m:s zzz", "d.M.yyyy H:m zzz", "d.M.yyyy zzz",
    ];

    private static readonly Dictionary<string, string> Zones = new[]
    {
        "+00:00 Z UT UTC GMT WET", "+01:00 BST CET MEZ", "+02:00 CEST MESZ EET", "+03:00 EEST MSK", "+05:30 IST", "+09:00 JST KST", "+10:00 AEST",
        "+11:00 AEDT", "-04:00 EDT", "-05:00 EST ET CDT", "-06:00 CST MDT", "-07:00 MST PDT", "-08:00 PST PT",
    }.Select(line => line.Split(' ')).SelectMany(line => line.Skip(1), (line, zone) => KeyValuePair.Create(zone, line[0])).ToDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null where the text is no date. The result is in UTC.</summary>
    public static DateTimeOffset? Parse(string text)
    {
        if (text.Length > 100 || Parts().Match(text.Trim()) is not { Success: true } parts)
        {
            return null;
        }

        var zone = parts.Groups["zone"].Value;
        var offset = parts.Groups["sign"].Success
            ? $"{parts.Groups["sign"].Value}{parts.Groups["hours"].Value}:{(parts.Groups["minutes"].Success ? parts.Groups["minutes"].Value : "00")}"
            : Zones.GetValueOrDefault(zone);
        // A word at the end that names no zone belongs to the date (a month, AM or PM).
        var moment = $"{parts.Groups["moment"].Value} {(offset is null ? zone : "")}";
        moment = Separators().Replace(moment.Replace("Sept ", "Sep ", StringComparison.OrdinalIgnoreCase), " ").Trim();
        return DateTimeOffset.TryParseExact($"{moment} {offset ?? "+00:00"}", Formats, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var date)
            ? date.ToUniversalTime()
            : null;
    }

    // [weekday] moment [zone or offset]; an offset stands only after a time, so that a day is not taken for one.
    [GeneratedRegex(@"^(\p{L}+\.?,\s*|(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?\s+)?(?<moment>.{0,40}?\d)((?<=:\d\d?(\.\d+)?)\s*(GMT|UTC)?\s*(?<sign>[+-])(?<hours>\d\d):?(?<minutes>\d\d)?(\s*\(.*\))?|\s*(?<zone>\p{L}+))?$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Parts();

    [GeneratedRegex(@"(?<=\d)T(?=\d)|[\s,]+", RegexOptions.IgnoreCase)]
    private static partial Regex Separators();
}
