using System.Text.RegularExpressions;
using Microsoft.Graph.Models;
using Nudges.Content;
using Nudges.Integrations.Feeds;
using Nudges.Integrations.Graph;
using Nudges.Integrations.Sources;

namespace Nudges.Integrations.Viva;

/// <summary>
/// What a provider offers in Viva Learning, by <c>GET /employeeExperience/learningProviders/{id}/learningContents</c>. The
/// address ends with the provider's id: <c>https://graph.microsoft.com/v1.0/employeeExperience/learningProviders/{id}</c>.
/// What is not active is left out.
/// </summary>
internal sealed partial class VivaLearningSource(GraphContent content, FoundItems items) : IContentSource
{
    private const string Permissions = "the application permission LearningContent.Read.All, with an administrator's consent";

    public string Kind => "viva-learning";

    public async Task<SourceResult> FetchAsync(SourceDefinition source, SourceMark? mark, CancellationToken cancellationToken) =>
        Provider().Match(source.Address.OriginalString) is { Success: true } provider
            ? await content.ReadAsync(source, Permissions, cancel => ReadAsync(source, provider.Value, cancel), cancellationToken)
            : new SourceResult.Unreadable($"{source.Address} names no provider of Viva Learning: it must end with the provider's id, as https://graph.microsoft.com/v1.0/employeeExperience/learningProviders/11111111-2222-3333-4444-555555555555 does.");

    private async Task<SourceResult> ReadAsync(SourceDefinition source, string provider, CancellationToken cancellationToken)
    {
        var first = await content.Client.EmployeeExperience.LearningProviders[provider].LearningContents.GetAsync(request => request.Options.Add(new AnswerAtOnce()), cancellationToken);
        var found = await content.ListAsync<LearningContent, LearningContentCollectionResponse, FoundItem>(first, one => one.IsActive is false ? null : Found(one), cancellationToken);
        return items.Clean(found, source, content.Address, content.MaxItems, content.Now);
    }

    private static FoundItem Found(LearningContent one) => new(
        new ParsedItem
        {
            Title = one.Title is null ? null : new MarkedText(one.Title),
            Summary = one.Description is null ? null : new MarkedText(one.Description),
            Link = one.ContentWebUrl,
            Published = one.CreatedDateTime,
            Updated = one.LastModifiedDateTime,
            Authors = [.. (one.Contributors ?? []).Select(name => FeedAuthor.From(name, email: null)).OfType<ParsedAuthor>()],
            Tags = [.. (one.SkillTags ?? []).Concat(one.AdditionalTags ?? []).Append(one.Level is null or Level.UnknownFutureValue ? "" : one.Level.Value.ToString()).OfType<string>()],
            Language = one.LanguageTag,
            Image = one.ThumbnailWebUrl,
        },
        one.Format?.Trim().ToLowerInvariant() switch
        {
            "video" => ContentKind.Video,
            "podcast" or "audio" or "audiobook" or "audiobook summary" => ContentKind.Podcast,
            _ => ContentKind.Course,
        },
        IsoDuration.Minutes(one.Duration));

    [GeneratedRegex("(?<=^|/)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=/learningContents/?$|/?$)", RegexOptions.IgnoreCase)]
    private static partial Regex Provider();
}
