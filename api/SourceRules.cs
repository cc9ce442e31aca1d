using Nudges.Content;
using Nudges.Orchestrations.Content;

namespace Nudges.Api;

/// <summary>What a source that someone adds or changes has to be like.</summary>
internal static class SourceRules
{
    private const int LongestAddress = 2_000;
    private const int MostTags = 10;
    private const int LongestTag = 60;

    public static Dictionary<string, string[]> Check(SourceRequest request, ContentSources kinds, bool isNew)
    {
        var errors = new Dictionary<string, string[]>();
        if (isNew ? !SourceDefinition.IsName(request.Name) : request.Name is not null)
        {
            errors["name"] = [isNew ? $"Name it in lower-case letters, digits and dashes, at most {SourceDefinition.LongestName}, and neither {SourceDefinition.Picks} nor {SourceDefinition.Suggestions}." : "A source keeps its name. Add another one instead."];
        }

        if ((isNew || request.Address is not null) && AddressError(request.Address) is { } error)
        {
            errors["address"] = [error];
        }

        if (request.Kind is not null && !kinds.Kinds.Contains(request.Kind))
        {
            errors["kind"] = [$"There is no kind '{request.Kind}'. Kinds: {string.Join(", ", kinds.Kinds.Order(StringComparer.Ordinal))}."];
        }

        if (request.Language is not null and not [>= 'a' and <= 'z', >= 'a' and <= 'z'])
        {
            errors["language"] = ["Give the language as two lower-case letters, like en."];
        }

        if (request.Tags is { } tags && (tags.Count > MostTags || tags.Any(tag => string.IsNullOrWhiteSpace(tag) || tag.Length > LongestTag || tag.Any(char.IsControl))))
        {
            errors["tags"] = [$"Give at most {MostTags} tags of 1 to {LongestTag} characters."];
        }

        return errors;
    }

    /// <summary>What is wrong with an address that someone gives; null where nothing is.</summary>
    public static string? AddressError(Uri? address) =>
        address is { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo: "" } && address.OriginalString.Length <= LongestAddress
            ? null
            : $"Give an address that starts with http:// or https://, without user name and password, at most {LongestAddress} characters.";

    /// <summary>Why the source cannot be added to those there are; null where it can.</summary>
    /// <param name="source">New.</param>
    /// <param name="all">Those there are.</param>
    /// <param name="more">How many are added besides.</param>
    public static string? Clash(SourceDefinition source, IReadOnlyList<SourceDefinition> all, int more = 0) =>
        all.Count + more >= SourceList.Most ? $"'{source.Name}' is one too many: there are {SourceList.Most} sources already."
        : all.Any(one => one.Name == source.Name) ? $"There is a source '{source.Name}' already."
        : all.FirstOrDefault(one => one.Address == source.Address) is { } same ? $"The source '{same.Name}' has the address of '{source.Name}' already."
        : null;

    /// <summary>Why a source that a list names cannot be added; null where it can.</summary>
    public static string? Refusal(SourceDefinition source, IReadOnlyList<SourceDefinition> all, ContentSources kinds, int more)
    {
        var request = new SourceRequest { Name = source.Name, Kind = source.Kind, Address = source.Address, Language = source.Language, Tags = source.Tags };
        return Check(request, kinds, isNew: true).Values.FirstOrDefault() is [var error, ..] ? $"'{source.Name}' was left out. {error}" : Clash(source, all, more);
    }

    /// <summary>The source with what the request names.</summary>
    public static SourceDefinition Apply(SourceRequest request, SourceDefinition source) => source with
    {
        Kind = request.Kind ?? source.Kind,
        Address = request.Address ?? source.Address,
        Language = request.Language ?? source.Language,
        Tags = request.Tags ?? source.Tags,
        Trusted = request.Trusted ?? source.Trusted,
        Paused = request.Paused ?? source.Paused,
    };
}
