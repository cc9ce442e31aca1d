using Microsoft.AspNetCore.WebUtilities;
using Nudges.Content;
using Nudges.Integrations.Sources;
using Nudges.Integrations.Web;

namespace Nudges.Integrations.Learn;

/// <summary>
/// Courses of Microsoft Learn by its catalogue (https://learn.microsoft.com/training/support/catalog-api-developer-reference),
/// by GET without a token. The address carries the filters: <c>…/api/catalog/?locale=en-us&amp;product=azure&amp;role=developer</c>.
/// An address without <c>type</c> asks for modules, learning paths and courses: the whole answer is tens of megabytes. What goes
/// over Feeds:MaxBytes is left out, with a warning.
/// </summary>
internal sealed class LearnCatalogSource(WebFetcher web, TimeProvider time, FoundItems items) : IContentSource
{
    private const string Types = "modules,learningPaths,courses";

    public string Kind => "learn-catalog";

    public async Task<SourceResult> FetchAsync(SourceDefinition source, SourceMark? mark, CancellationToken cancellationToken)
    {
        if (!CanonicalAddress.IsWeb(source.Address))
        {
            return new SourceResult.Unreadable($"{source.Address} is no http or https address.");
        }

        return await web.GetAsync(WithTypes(source.Address), mark, cancellationToken) switch
        {
            Download.Failed failed => new SourceResult.Unreadable($"{source.Address} {failed.Reason}.", failed.Passing) { Gone = failed.Gone, RetryAfter = failed.RetryAfter },
            Download.Unchanged unchanged => new SourceResult.Unchanged(unchanged.MovedTo),
            Download.Received received => Read(source, received),
            var other => throw new InvalidOperationException($"Unknown result {other.GetType().Name}."),
        };
    }

    /// <summary>The same without the network: what <see cref="FetchAsync"/> makes of an answer.</summary>
    internal SourceResult Read(SourceDefinition source, Download.Received answer)
    {
        var catalogue = LearnCatalogue.Read(answer.Bytes, web.MaxItems + 1);
        var broken = answer.Break ?? catalogue.Break?.TrimEnd('.');
        if (!catalogue.IsCatalogue)
        {
            return new SourceResult.Unreadable($"{source.Address} does not answer as the catalogue of Microsoft Learn does{(broken is null ? "" : $" ({broken})")}.");
        }

        return broken is not null && catalogue.Courses.Count == 0
            ? new SourceResult.Unreadable($"{source.Address} breaks off before its first item ends ({broken}).")
            : items.Clean([.. catalogue.Found()], source, answer.Address, web.MaxItems, time.GetUtcNow(), broken) with { Mark = answer.Mark, MovedTo = answer.MovedTo };
    }

    private static Uri WithTypes(Uri address) => QueryHelpers.ParseQuery(address.Query).ContainsKey("type")
        ? address
        : new Uri(QueryHelpers.AddQueryString(address.AbsoluteUri, "type", Types));
}
