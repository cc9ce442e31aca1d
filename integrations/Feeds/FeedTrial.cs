using Nudges.Integrations.Web;

namespace Nudges.Integrations.Feeds;

/// <summary>Reads a document as a source of kind "feed" would be read, to see what it says before it becomes one.</summary>
public sealed class FeedTrial(WebFetcher web)
{
    /// <summary>Items that are shown of one document, from its top.</summary>
    private const int MostItems = 5_000;

    /// <summary>GETs the document, bounded like a source.</summary>
    /// <param name="address">http or https.</param>
    /// <param name="cancellationToken">Throws <see cref="OperationCanceledException"/> when cancelled.</param>
    public async Task<TriedFeed> FetchAsync(Uri address, CancellationToken cancellationToken) =>
        await web.GetAsync(address, mark: null, cancellationToken) switch
        {
            Download.Received received => Read(address.OriginalString, received),
            Download.Failed failed => Unreadable(address.OriginalString, failed.Reason),
            var other => throw new InvalidOperationException($"Unknown result {other.GetType().Name}."),
        };

    /// <summary>Reads the file up to the limit in size.</summary>
    /// <param name="path">To the file; whatever is wrong with it is said in the result.</param>
    /// <param name="cancellationToken">Throws <see cref="OperationCanceledException"/> when cancelled.</param>
    public async Task<TriedFeed> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            if ((new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? new FileInfo(path)) is { Exists: true, Length: 0 })
            {
                return Unreadable(path, IsPlain(path) ? "is empty" : "is no file but a pipe or a device, which is not read; save what it gives to a file");
            }

            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            var buffer = new byte[81_920];
            while (content.Length <= web.MaxBytes && await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, web.MaxBytes + 1 - content.Length)), cancellationToken) is > 0 and var count)
            {
                content.Write(buffer, 0, count);
            }

            var isWhole = content.Length <= web.MaxBytes;
            content.SetLength(Math.Min(content.Length, web.MaxBytes));
            return Read(path, new Download.Received(content.ToArray(), StatedAddress.Unknown, Charset: null, isWhole ? null : Download.Received.LongerThan(web.MaxBytes)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return Unreadable(path, $"cannot be read ({failure.Message.TrimEnd('.')})");
        }
    }

    // Neither has a length, and a device may never end. A pipe opened to be read waits for whoever writes into it; opened for both it does not.
    private static bool IsPlain(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return file.CanSeek && file.ReadByte() < 0;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static TriedFeed.Unreadable Unreadable(string source, string reason) => new(source, $"{source} {reason}.");

    /// <summary>The same without the network and the disk.</summary>
    internal static TriedFeed Read(string source, Download.Received document)
    {
        ParsedFeed feed;
        try
        {
            feed = FeedSource.Parse(FeedEncoding.Decode(document.Bytes, document.Charset, isWhole: document.Break is null), MostItems);
        }
        catch (NotAFeedException exception)
        {
            return Unreadable(source, exception.ReasonAt(document.Address) + (document.Break is null ? "" : $" ({document.Break})"));
        }

        var html = new SafeHtml();
        var broken = document.Break ?? feed.Break?.TrimEnd('.');
        return broken is not null && feed.Items.Count == 0
            ? Unreadable(source, $"breaks off before its first item ends ({broken})")
            : new TriedFeed.Readable(source, PlainText.From(feed.Channel.Title, 300), [.. feed.Items.Select(item => TriedItem.From(source, item, feed, document.Address, html))])
            {
                Warning = broken is not null ? $"{source} breaks off after {feed.Items.Count + feed.LeftOut} items ({broken})."
                    : feed.LeftOut > 0 ? $"{source} has {FeedItems.Count(feed.LeftOut)} beyond the first {MostItems}, which are all that is shown."
                    : null,
            };
    }
}
