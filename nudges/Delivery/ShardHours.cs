using Nudges.People;

namespace Nudges.Delivery;

/// <summary>
/// Gives the people of a group of shards their times, and keeps the number of different ones small: what is reported of the batches has to fit
/// into an orchestration's history.
/// </summary>
/// <param name="options">The run's.</param>
/// <param name="asOf">The run's time.</param>
/// <param name="given">Times that people of the group were given already, by channel.</param>
public sealed class ShardHours(TimingOptions options, DateTimeOffset asOf, IEnumerable<(string Channel, DateTimeOffset At)> given)
{
    /// <summary>Channels times hours. Only runs over many days for people with many different wishes come to it.</summary>
    public const int Most = 150;

    private readonly HashSet<(string Channel, DateTimeOffset At)> _taken = [.. given];

    /// <summary>The person's time as <see cref="SendTime.Of"/> gives it; where there would be too many, the first that others by this channel have and the person may as well.</summary>
    public SendTime Take(string channel, Person person, Preferences wishes)
    {
        var time = SendTime.Of(person, wishes, options, asOf);
        if (time.At is not { } at || _taken.Contains((channel, at)))
        {
            return time;
        }

        if (_taken.Count < Most)
        {
            _taken.Add((channel, at));
            return time;
        }

        var hours = new PersonsHours(person, wishes, options);
        var others = _taken.Where(taken => taken.Channel == channel && taken.At > at && hours.Allow(taken.At)).Select(taken => taken.At).Order().ToList();
        return others.Count > 0 ? new SendTime(others[0], null) : new SendTime(null, Suppression.NoHour);
    }
}
