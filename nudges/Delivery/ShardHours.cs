using Nudges.People;

namespace Nudges.Delivery;

/// <summary>
/// Gives the people of a shard their times, and keeps the number of different ones small: what a shard reports of its batches has to fit
/// into an orchestration's history.
/// </summary>
public sealed class ShardHours(TimingOptions options, DateTimeOffset asOf)
{
    /// <summary>Channels times hours. Only runs over many days for people with many different wishes come to it.</summary>
    public const int Most = 150;

    private readonly HashSet<(string Channel, DateTimeOffset At)> _taken = [];

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
