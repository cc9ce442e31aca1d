namespace Nudges.Delivery;

/// <summary>Every channel there is, by name.</summary>
public sealed class Channels
{
    private readonly Dictionary<string, IChannel> _byName = new(StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">Two channels have one name.</exception>
    public Channels(IEnumerable<IChannel> channels)
    {
        foreach (var channel in channels)
        {
            if (!_byName.TryAdd(channel.Name, channel))
            {
                throw new InvalidOperationException(
                    $"Two channels are named '{channel.Name}': {_byName[channel.Name].GetType().Name} and {channel.GetType().Name}. Rename one.");
            }
        }
    }

    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <exception cref="KeyNotFoundException">There is no such channel; the message lists those there are.</exception>
    public IChannel this[string name] => _byName.TryGetValue(name, out var channel)
        ? channel
        : throw new KeyNotFoundException($"There is no channel '{name}'. Channels: {string.Join(", ", Names.Order(StringComparer.Ordinal))}.");
}
