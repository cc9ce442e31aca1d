using Microsoft.Extensions.Options;
using Nudges.Content;
using Nudges.Delivery;
using Nudges.Matching;
using Nudges.Orchestrations.Privacy;

namespace Nudges.Orchestrations;

/// <summary>Checks what an attribute cannot: that the channels and kinds of source named in the settings exist.</summary>
internal sealed class NudgeOptionsValidator(Channels channels, ContentSources kinds) : IValidateOptions<NudgeOptions>
{
    private const double MostWeight = 100;

    public ValidateOptionsResult Validate(string? name, NudgeOptions options)
    {
        var failures = new List<string>();
        if (options.ChannelNames.Count == 0)
        {
            failures.Add($"Nudges:Channels names no channel. Channels: {List(channels.Names)}.");
        }

        failures.AddRange(options.ChannelNames.Except(channels.Names)
            .Select(unknown => $"Nudges:Channels names '{unknown}', which is not a channel. Channels: {List(channels.Names)}."));
        if (options.SiteAddress is { } site && (!site.IsAbsoluteUri || site.Scheme is not ("http" or "https")))
        {
            failures.Add($"Nudges:SiteAddress is not a web address: {site}");
        }

        if (options.LinkKeys.Skip(1).Any(key => !IsKey(key)))
        {
            failures.Add("Nudges:FormerLinkKeys holds something that is not a key: former values of Nudges:LinkKey, separated by commas.");
        }

        failures.AddRange(typeof(ExpiryOptions).GetProperties().Where(days => days.GetValue(options.Expiry) is < 1)
            .Select(days => $"Nudges:Expiry:{days.Name} is a number of days, 1 or more; empty for ever."));
        failures.AddRange(typeof(RetentionOptions).GetProperties().Where(days => days.GetValue(options.Retention) is < 1)
            .Select(days => $"Nudges:Retention:{days.Name} is a number of days, 1 or more; empty for ever."));
        failures.AddRange(typeof(MatchingOptions).GetProperties().Where(weight => weight.GetValue(options.Matching) is double and not (>= 0 and <= MostWeight))
            .Select(weight => $"Nudges:Matching:{weight.Name} is a number from 0 to {MostWeight}."));
        failures.AddRange(new[] { (nameof(MatchingOptions.EnglishFactor), options.Matching.EnglishFactor), (nameof(MatchingOptions.VarietyWeight), options.Matching.VarietyWeight), (nameof(MatchingOptions.LengthWeight), options.Matching.LengthWeight) }
            .Where(share => share.Item2 > 1).Select(share => $"Nudges:Matching:{share.Item1} is a share, from 0 to 1."));
        failures.AddRange(typeof(MatchingOptions).GetProperties().Where(time => time.GetValue(options.Matching) is TimeSpan { Ticks: <= 0 })
            .Select(time => $"Nudges:Matching:{time.Name} is a time above 0, as in 60.00:00:00 for 60 days."));
        if (options.Matching.UsualMinutes < 1)
        {
            failures.Add($"Nudges:Matching:{nameof(MatchingOptions.UsualMinutes)} is a number of minutes, 1 or more.");
        }

        failures.AddRange(Problems(options.Timing));
        foreach (var source in options.Sources)
        {
            if (!SourceDefinition.IsName(source.Name))
            {
                failures.Add($"Nudges:Sources: '{source.Name}' is not a name. Use lower-case letters, digits and dashes, at most 60, and neither 'picks' nor 'suggestions'.");
            }

            if (source.Address is not { IsAbsoluteUri: true })
            {
                failures.Add($"Nudges:Sources: '{source.Name}' has no web address.");
            }

            if (!kinds.Kinds.Contains(source.Kind))
            {
                failures.Add($"Nudges:Sources: '{source.Name}' is of kind '{source.Kind}', which there is not. Kinds: {List(kinds.Kinds)}.");
            }
        }

        failures.AddRange(options.Sources.GroupBy(source => source.Name).Where(same => same.Skip(1).Any())
            .Select(same => $"Nudges:Sources: two sources are named '{same.Key}'. Rename one."));
        return failures.Count > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> Problems(TimingOptions timing)
    {
        if (timing.Window <= TimeSpan.Zero || timing.Window > TimingOptions.LongestWindow)
        {
            yield return "Nudges:Timing:Window is a time above 0 and at most 7 days, as in 1.00:00:00 for a day.";
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timing.TimeZone, out _))
        {
            yield return $"Nudges:Timing:TimeZone is '{timing.TimeZone}', which is no time zone. Give one as Europe/Zurich.";
        }

        if (timing.QuietFrom is null != timing.QuietUntil is null || (timing.QuietFrom is not null && timing.QuietFrom == timing.QuietUntil))
        {
            yield return "Nudges:Timing:QuietFrom and QuietUntil are two different times of the day, or neither is set.";
        }
    }

    private static bool IsKey(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length >= LinkSigner.FewestKeyBytes;
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));
}
