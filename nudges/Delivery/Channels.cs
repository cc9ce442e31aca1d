namespace Nudges.Delivery;

/// <summary>Every channel there is, by name.</summary>
public sealed class Channels
{
    private readonly Dictionary<string, IChannel> _byName;

    /// <exception cref="InvalidOperationException">Two channels have one name.</exception>
    public Channels(IEnumerable<IChannel> channels) => _byName = UniqueNames.Index(channels, one => one.Name, "channels are named");

    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <exception cref="KeyNotFoundException">There is no such channel; the message lists those there are.</exception>
    public IChannel this[string name] => _byName.TryGetValue(name, out var channel)
        ? channel
        : throw new KeyNotFoundException($"There is no channel '{name}'. Channels: {string.Join(", ", Names.Order(StringComparer.Ordinal))}.");
}
