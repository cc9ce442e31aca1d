using Nudges.Content;

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
            errors["name"] = [isNew ? $"Name it in lower-case letters, digits and dashes, at most {SourceDefinition.LongestName}." : "A source keeps its name. Add another one instead."];
        }

        if (isNew || request.Address is not null)
        {
            if (request.Address is not { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo: "" } || request.Address.OriginalString.Length > LongestAddress)
            {
                errors["address"] = [$"Give an address that starts with http:// or https://, without user name and password, at most {LongestAddress} characters."];
            }
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
