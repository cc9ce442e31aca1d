using System.Globalization;
using System.Text.Json;

namespace Nudges.Local.StandIns;

/// <summary>
/// Everything that was delivered, in a file of JSON lines that only grows; what is erased leaves a blank line. What <see cref="Deliver"/> has returned from
/// outlives the process, however that ends. Bodies stay on disk.
/// </summary>
internal sealed class Mailbox : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<MailboxLine> _lines = [];
    private readonly Dictionary<string, Extent> _extents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _times = new(StringComparer.Ordinal);
    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file;
    private long _end;

    private Mailbox(Microsoft.Win32.SafeHandles.SafeFileHandle file, bool bodies) => (_file, KeepsBodies) = (file, bodies);

    /// <summary>False where only who got which nudge matters: for measuring the sender rather than this.</summary>
    public bool KeepsBodies { get; }

    /// <summary>Opens the folder's mailbox. A last line that a dying process left unfinished was never answered for, and is cut off.</summary>
    public static Mailbox Open(string folder, bool bodies = true)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "mailbox.jsonl");
        var mailbox = new Mailbox(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read), bodies);
        mailbox.Load();
        return mailbox;
    }

    /// <summary>Keeps the messages in one write; those of one nudge get ids of their own.</summary>
    public void Deliver(IEnumerable<MailboxEntry> entries)
    {
        lock (_lock)
        {
            using var bytes = new MemoryStream();
            List<(MailboxEntry Entry, Extent Extent)> written = [];
            foreach (var entry in entries.Select(WithId))
            {
                var start = bytes.Length;
                JsonSerializer.Serialize(bytes, entry, NudgesJson.Options);
                written.Add((entry, new Extent(_end + start, (int)(bytes.Length - start))));
                bytes.WriteByte((byte)'\n');
            }

            RandomAccess.Write(_file, bytes.GetBuffer().AsSpan(0, (int)bytes.Length), _end);
            _end += bytes.Length;
            foreach (var (entry, extent) in written)
            {
                Index(entry, extent);
            }
        }
    }

    /// <summary>The message, or null where there is none of that id.</summary>
    public MailboxEntry? Read(string id)
    {
        Extent extent;
        lock (_lock)
        {
            if (!_extents.TryGetValue(id, out extent))
            {
                return null;
            }
        }

        var bytes = new byte[extent.Length];
        RandomAccess.Read(_file, bytes, extent.Start);
        return JsonSerializer.Deserialize<MailboxEntry>(bytes, NudgesJson.Options);
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<MailboxLine> List(Func<MailboxLine, bool> wanted, int take)
    {
        lock (_lock)
        {
            return [.. Enumerable.Reverse(_lines).Where(wanted).Take(take)];
        }
    }

    /// <summary>Overwrites the messages with blanks; how many there were.</summary>
    public int Erase(Func<MailboxLine, bool> unwanted)
    {
        lock (_lock)
        {
            var erased = _lines.Where(unwanted).ToList();
            foreach (var line in erased)
            {
                var extent = _extents[line.Id];
                var blanks = new byte[extent.Length];
                blanks.AsSpan().Fill((byte)' ');
                RandomAccess.Write(_file, blanks, extent.Start);
                _extents.Remove(line.Id);
                _lines.Remove(line);
            }

            return erased.Count;
        }
    }

    public MailboxCounts Count(Func<MailboxLine, bool> wanted)
    {
        lock (_lock)
        {
            var nudges = _lines.Where(wanted).Where(line => line.Nudge is not null).CountBy(line => line.Nudge!).ToList();
            return new MailboxCounts
            {
                Messages = _lines.Count(wanted),
                Channels = _lines.Where(wanted).CountBy(line => line.Channel).ToDictionary(),
                Nudges = nudges.Count,
                Repeated = nudges.Count(nudge => nudge.Value > 1),
            };
        }
    }

    public void Dispose() => _file.Dispose();

    private void Load()
    {
        var bytes = new byte[RandomAccess.GetLength(_file)];
        RandomAccess.Read(_file, bytes, 0);
        for (int length; (length = bytes.AsSpan((int)_end).IndexOf((byte)'\n')) >= 0; _end += length + 1)
        {
            if (bytes.AsSpan((int)_end, length).IndexOfAnyExcept((byte)' ') < 0)
            {
                continue;
            }

            var entry = JsonSerializer.Deserialize<MailboxEntry>(bytes.AsSpan((int)_end, length), NudgesJson.Options)!;
            CountTime(entry.Nudge ?? entry.MessageId);
            Index(entry, new Extent(_end, length));
        }

        RandomAccess.SetLength(_file, _end);
    }

    private MailboxEntry WithId(MailboxEntry entry)
    {
        var name = entry.Nudge ?? entry.MessageId;
        var times = CountTime(name);
        return entry with { Id = times == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{times}") };
    }

    private int CountTime(string name) => _times[name] = _times.GetValueOrDefault(name) + 1;

    private void Index(MailboxEntry entry, Extent extent)
    {
        _lines.Add(new MailboxLine(entry.Id, entry.Channel, entry.Received, entry.Nudge, entry.Person, entry.To, entry.ToName, entry.Subject));
        _extents.Add(entry.Id, extent);
    }

    private readonly record struct Extent(long Start, int Length);
}
