using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Nudges.Campaigns;
using Nudges.People;

namespace Nudges.Delivery;

/// <summary>Names a batch: run, part of its people, channel and number in it. Safe as a table key and in a blob's name.</summary>
[JsonConverter(typeof(TextIdConverter<BatchId>))]
public readonly partial record struct BatchId(string Value) : ITextId<BatchId>
{
    private const char Separator = '.';
    private const char InGroup = '-';

    public static BatchId Create(string value) => new(value);

    /// <summary>Of one shard: run.00003.email.0.</summary>
    public static BatchId For(RunId run, int shard, string channel, int number) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{run.Value}{Separator}{shard:D5}{Separator}{channel}{Separator}{number}"));

    /// <summary>Of a group of shards: run.04-00003.email.0.</summary>
    public static BatchId For(RunId run, ShardPlace group, string channel, int number) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{run.Value}{Separator}{group.Bits:D2}{InGroup}{group.Index:D5}{Separator}{channel}{Separator}{number}"));

    /// <summary>The run it belongs to. Run ids hold no dot.</summary>
    [JsonIgnore]
    public RunId Run => new(Value[..Value.IndexOf(Separator, StringComparison.Ordinal)]);

    /// <summary>The shard, or the group of shards, whose people it is for: which of the <see cref="Batch.ShardBits"/>.</summary>
    [JsonIgnore]
    public int Shard => int.Parse(Value.Split(Separator)[^3].Split(InGroup)[^1], CultureInfo.InvariantCulture);

    /// <summary>False for the batches of one shard, from before there were groups.</summary>
    [JsonIgnore]
    public bool IsOfGroup => Value.Split(Separator)[^3].Contains(InGroup, StringComparison.Ordinal);

    /// <summary>From 0, by channel.</summary>
    [JsonIgnore]
    public int Number => int.Parse(Value.Split(Separator)[^1], CultureInfo.InvariantCulture);

    /// <summary>The channel it is sent by. Names of channels are letters only.</summary>
    [JsonIgnore]
    public string Channel => Value.Split(Separator)[^2];

    /// <summary>False for a text that is no batch's name.</summary>
    public static bool TryParse(string value, out BatchId batch)
    {
        batch = new(value);
        return Form().IsMatch(value);
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,200}(\.[A-Za-z0-9_-]{1,50}){3,6}\z")]
    private static partial Regex Form();
}

/// <summary>Nudges that are sent together: what a sender reads, whole, in one request. Immutable once planned.</summary>
public sealed record Batch
{
    public required BatchId Id { get; init; }

    /// <summary>The name of the channel that composed it and sends it.</summary>
    public required string Channel { get; init; }

    /// <summary>The orchestration that waits for it.</summary>
    public required string Instance { get; init; }

    /// <summary>Not to be sent before, UTC; null for at once.</summary>
    public DateTimeOffset? SendAt { get; init; }

    /// <summary>By which what <see cref="BatchId.Shard"/> names is counted; null in batches from before any could wait.</summary>
    public int? ShardBits { get; init; }

    /// <summary>1 to the channel's limit; no two to one address.</summary>
    public required IReadOnlyList<BatchedNudge> Nudges { get; init; }
}

/// <summary>One composed nudge.</summary>
public sealed record BatchedNudge
{
    public required NudgeId Id { get; init; }

    public required PersonId Person { get; init; }

    /// <summary>The mail address it goes to, as <see cref="MailBounce.Mark"/> makes it unreadable; null where the channel needs none.</summary>
    public string? AddressMark { get; init; }

    /// <summary>What <see cref="IChannel.Compose"/> gave: the channel's own JSON, with the address in it.</summary>
    public required MessageText Message { get; init; }

    /// <summary>Where it stands: given by the sender, for channels whose provider tells of it later. Not stored.</summary>
    [JsonIgnore]
    public NudgePlace? Place { get; init; }
}

/// <summary>What the queue carries: a key, never the content.</summary>
public sealed record BatchMessage
{
    public required BatchId Batch { get; init; }

    public required string Channel { get; init; }

    /// <summary>
    /// When the batch was first queued, right after its people were decided on; null where they may have been decided on long before: by a try that was
    /// cut off, or by a former version.
    /// </summary>
    public DateTimeOffset? QueuedAt { get; init; }

    /// <summary>As <see cref="Batch.SendAt"/>: who gets the message earlier hides it again.</summary>
    public DateTimeOffset? SendAt { get; init; }

    /// <summary>Where it stands in its run's line for the account: <see cref="PaceAnswer.Place"/>; null where it has not asked yet.</summary>
    public double? Place { get; init; }
}

/// <summary>A batch as the run's plan lists it.</summary>
public sealed record BatchReference
{
    public required BatchId Id { get; init; }

    public required string Channel { get; init; }

    public required int Nudges { get; init; }

    /// <summary>As <see cref="Batch.SendAt"/>.</summary>
    public DateTimeOffset? SendAt { get; init; }
}
