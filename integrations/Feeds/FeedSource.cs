using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Nudges.Content;

namespace Nudges.Integrations.Feeds;

/// <summary>The section "Feeds" of the configuration.</summary>
public sealed class FeedOptions
{
    public const string Section = "Feeds";

    /// <summary>What is read of a document at most, decompressed, in bytes. Items beyond are left out, with a warning.</summary>
    [Range(1_000, 100_000_000)]
    public int MaxBytes { get; set; } = 10_000_000;

    /// <summary>How long a source has to answer in full, redirects included.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many items of one document are read, from its top.</summary>
    [Range(1, 100_000)]
    public int MaxItems { get; set; } = 1_000;

    /// <summary>
    /// Whether sources may be on this machine or in this network. False: only addresses on the public internet, so that nobody
    /// who may name a source can look into the network through it. No proxy is used either way.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }
}

/// <summary>Reads RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, and JSON Feed 1.x, by GET.</summary>
public sealed class FeedSource : IContentSource, IDisposable
{
    private readonly FeedOptions _options;
    private readonly FeedClient _client;
    private readonly TimeProvider _time;

    /// <exception cref="InvalidOperationException">The section has an unknown or malformed setting.</exception>
    /// <exception cref="ValidationException">A setting is out of its range.</exception>
    public FeedSource(IConfiguration configuration, TimeProvider time)
    {
        _options = configuration.GetSection(FeedOptions.Section).Get<FeedOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new FeedOptions();
        Validator.ValidateObject(_options, new ValidationContext(_options), validateAllProperties: true);
        _client = new FeedClient(_options, time);
        _time = time;
    }

    public string Kind => "feed";

    public void Dispose() => _client.Dispose();

    public async Task<SourceResult> FetchAsync(SourceDefinition source, CancellationToken cancellationToken)
    {
        if (!CanonicalAddress.IsWeb(source.Address))
        {
            return new SourceResult.Unreadable($"{source.Address} is no http or https address.");
        }

        return await _client.GetAsync(source.Address, cancellationToken) switch
        {
            Download.Failed failed => new SourceResult.Unreadable($"{source.Address} {failed.Reason}.", failed.Passing),
            Download.Received received => Read(source, received),
            var other => throw new InvalidOperationException($"Unknown result {other.GetType().Name}."),
        };
    }

    /// <summary>The same without the network: what <see cref="FetchAsync"/> makes of a document.</summary>
    internal SourceResult Read(SourceDefinition source, Download.Received document)
    {
        ParsedFeed feed;
        try
        {
            feed = Parse(FeedEncoding.Decode(document.Bytes, document.Charset, isWhole: document.Break is null));
        }
        catch (NotAFeedException exception)
        {
            return new SourceResult.Unreadable($"{source.Address} {exception.Message}{(document.Break is null ? "" : $" ({document.Break})")}.");
        }

        var broken = document.Break ?? feed.Break?.TrimEnd('.');
        if (broken is not null && feed.Items.Count == 0)
        {
            return new SourceResult.Unreadable($"{source.Address} breaks off before its first item ends ({broken}).");
        }

        var now = _time.GetUtcNow();
        var taken = feed.Items.Take(_options.MaxItems).Select(item => FeedItems.Clean(item, feed, source, document.Address, now)).ToList();
        var items = taken.OfType<ContentItem>().GroupBy(item => item.Id).Select(FeedItems.Merge).ToList();
        string?[] warnings =
        [
            broken is null ? null : $"it breaks off after {Count(feed.Items.Count)} ({broken})",
            feed.Items.Count <= _options.MaxItems ? null : $"{Count(feed.Items.Count - _options.MaxItems)} beyond the limit of {_options.MaxItems} left out",
            taken.Contains(null) ? $"{Count(taken.Count(item => item is null))} without a title or a web address dropped" : null,
        ];
        var warning = string.Join("; ", warnings.OfType<string>());
        return new SourceResult.Fetched(items, warning.Length == 0 ? null : $"{source.Address}: {warning}.");
    }

    /// <exception cref="NotAFeedException">It is another kind of document.</exception>
    internal static ParsedFeed Parse(string text) => text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n', '\0') switch
    {
        [] => throw new NotAFeedException("is empty"),
        ['{' or '[', ..] json => JsonFeedReader.Read(json),
        ['<', ..] xml => XmlFeedReader.Read(xml),
        _ => throw new NotAFeedException("is neither XML nor JSON"),
    };

    private static string Count(int items) => items == 1 ? "1 item" : $"{items} items";
}
