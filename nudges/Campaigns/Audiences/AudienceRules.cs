using Nudges.Campaigns.Audiences.Filters;

namespace Nudges.Campaigns.Audiences;

/// <summary>What an audience must keep to.</summary>
public static class AudienceRules
{
    public const int MostDepth = 8;
    public const int MostParts = 50;
    private const int LongestName = 320;

    /// <summary>What is wrong, as sentences by place ("audience.any[1].filter"); empty where nothing is. Whether the people and groups exist is not asked.</summary>
    public static IReadOnlyDictionary<string, string> Check(Audience audience)
    {
        var errors = new Dictionary<string, string>();
        Check(audience, "audience", errors);
        return errors;
    }

    private static void Check(Audience audience, string place, Dictionary<string, string> errors)
    {
        switch (audience)
        {
            case Audience.Reports { Manager: var manager } when string.IsNullOrWhiteSpace(manager) || manager.Length > LongestName || manager.Any(char.IsControl):
                errors[$"{place}.manager"] = "Name the manager whose reports are meant: an object id, user name or mail address.";
                break;
            case Audience.Group group when !Guid.TryParse(group.Id, out _):
                errors[$"{place}.group"] = "Name the group by its object id, as 71036f72-0115-569d-8e81-22e61f65898a.";
                break;
            case Audience.Listed listed when listed.Id.Length is 0 or > 64 || !listed.Id.All(char.IsAsciiLetterOrDigit):
                errors[$"{place}.list"] = "Name the list by the id that its upload answered.";
                break;
            case Audience.Filtered filtered when FilterParser.Parse(filtered.Expression) is FilterResult.Wrong wrong:
                errors[$"{place}.filter"] = wrong.Error;
                break;
            case Audience.Union union:
                CheckParts(union.Parts, $"{place}.any", errors);
                break;
            case Audience.Intersection intersection:
                CheckParts(intersection.Parts, $"{place}.all", errors);
                break;
            case Audience.Exclusion exclusion:
                Check(exclusion.Of, $"{place}.of", errors);
                Check(exclusion.Except, $"{place}.except", errors);
                break;
        }
    }

    private static void CheckParts(IReadOnlyList<Audience> parts, string place, Dictionary<string, string> errors)
    {
        if (parts.Count == 0)
        {
            errors[place] = "Give at least one audience.";
        }

        foreach (var (number, part) in parts.Index())
        {
            Check(part, $"{place}[{number}]", errors);
        }
    }
}
