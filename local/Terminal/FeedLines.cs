using System.Text.Json;
using System.Text.Json.Serialization;
using Nudges.Integrations.Feeds;

namespace Nudges.Local.Terminal;

/// <summary>For programs: a line of JSON for each item, with all names always, and one with <c>error</c> for each document that cannot be read. Warnings go to the error stream.</summary>
internal sealed class FeedLines : IFeedDisplay
{
    private static readonly JsonSerializerOptions Options = new(NudgesJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    // UTF-8 wherever it runs.
    private readonly Stream _out = Console.OpenStandardOutput();

    public void Show(TriedFeed feed)
    {
        using var lines = new MemoryStream();
        if (feed is TriedFeed.Readable readable)
        {
            foreach (var item in readable.Items)
            {
                JsonSerializer.Serialize(lines, item, Options);
                lines.WriteByte((byte)'\n');
            }

            if (readable.Warning is not null)
            {
                Console.Error.WriteLine(readable.Warning);
            }
        }
        else
        {
            JsonSerializer.Serialize(lines, (TriedFeed.Unreadable)feed, Options);
            lines.WriteByte((byte)'\n');
        }

        lines.WriteTo(_out);
        _out.Flush();
    }

    public void Dispose() => _out.Dispose();
}
