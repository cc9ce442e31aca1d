using Nudges.Integrations.Feeds;

namespace Nudges.Local.Terminal;

/// <summary>Shows feeds that were tried, one after the other.</summary>
internal interface IFeedDisplay : IDisposable
{
    void Show(TriedFeed feed);
}
