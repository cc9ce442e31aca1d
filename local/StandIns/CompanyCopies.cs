using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Nudges.Local.StandIns;

/// <summary>
/// Users beyond the samples: copies of the samples' staff, made from their number and a seed alone; another seed gives others, with
/// other ids. Ids, addresses and managers can be told from the number and back. Eight report to each, and some are as real directories have them: with right-to-left marks and emoji
/// in their names, their own managers, managers of each other or of a manager who is gone; from 150,000 on one has 50,000 reports.
/// </summary>
internal sealed class CompanyCopies
{
    private const int Span = 8;
    private const int FirstOfMany = 100_000;
    private const int LastOfMany = 149_999;
    private const string Mailbox = "person-";

    private readonly List<JsonElement> _staff;
    private readonly HashSet<string> _domains;
    private readonly int _seed;

    public CompanyCopies(CompanySamples samples, int count, int seed)
    {
        _seed = seed;
        _staff = [.. samples.Users.Where(user => Company.IsEnabled(user) && Company.Text(user, "userType") == "Member" && Company.Text(user, "mail") is not null)];
        _domains = _staff.Select(Domain).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Count = _staff.Count > 0 ? count : 0;
    }

    public int Count { get; }

    /// <summary>The sample that the copy of an index from 0 is taken from.</summary>
    public JsonElement OriginalOf(int index) => _staff[(int)((index + (long)_seed) % _staff.Count)];

    public JsonElement Make(int index)
    {
        var (number, original) = (index + 1, OriginalOf(index));
        var address = $"{Mailbox}{number.ToString(CultureInfo.InvariantCulture)}@{Domain(original)}";
        var buffer = new ArrayBufferWriter<byte>(2_048);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in original.EnumerateObject().Where(property => property.Name is not ("manager" or "assignedPlans" or "id" or "mail" or "userPrincipalName" or "displayName")))
            {
                property.WriteTo(writer);
            }

            writer.WriteString("id", IdOf(number));
            writer.WriteString("mail", address);
            writer.WriteString("userPrincipalName", address);
            writer.WriteString("displayName", Name(Company.Text(original, "displayName"), number));
            if ((ManagerOf(number) is { } manager ? IdOf(manager) : Company.ManagerOf(original)) is { } id)
            {
                writer.WriteStartObject("manager");
                writer.WriteString("id", id);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>By id or address; null where there is none.</summary>
    public int? IndexOf(string name)
    {
        var number = 0;
        if (Guid.TryParse(name, out var id))
        {
            number = BitConverter.ToInt32(id.ToByteArray());
            return number >= 1 && number <= Count && string.Equals(IdOf(number), name, StringComparison.OrdinalIgnoreCase) ? number - 1 : null;
        }

        var at = name.IndexOf('@', StringComparison.Ordinal);
        return at > Mailbox.Length && name.StartsWith(Mailbox, StringComparison.OrdinalIgnoreCase) && _domains.Contains(name[(at + 1)..])
            && int.TryParse(name.AsSpan(Mailbox.Length, at - Mailbox.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= Count
            ? number - 1
            : null;
    }

    /// <summary>The indexes of the copies that may report to the user: all that do are among them.</summary>
    public IEnumerable<int> ReportsOf(string id)
    {
        if (IndexOf(id) is not { } index)
        {
            return Enumerable.Range(0, Math.Min(Count, Span - 1));
        }

        var number = index + 1;
        return Enumerable.Range((long)number * Span > Count ? Count : number * Span, Span)
            .Concat([number - 1, number, number + 1])
            .Concat(number == 1 ? Enumerable.Range(FirstOfMany, LastOfMany - FirstOfMany + 1) : [])
            .Distinct()
            .Where(report => report >= 1 && report <= Count && ManagerOf(report) == number)
            .Select(report => report - 1);
    }

    private string IdOf(int number) => new Guid(number, (short)_seed, (short)((_seed >> 16) + 1), 0, 0, 0, 0, 0, 0, 0, 1).ToString();

    /// <summary>The number of a copy's manager; null for that of the original; one beyond all for a manager who is gone.</summary>
    private static int? ManagerOf(int number) => (number % 10_000) switch
    {
        9_996 => int.MaxValue,
        9_997 => number + 1,
        9_998 => number - 1,
        9_999 => number,
        _ when number is >= FirstOfMany and <= LastOfMany => 1,
        _ when number < Span => null,
        _ => number / Span,
    };

    private static string Name(string? original, int number) => (number % 100) switch
    {
        7 => $"\u200F{original} {number}\u200E",
        13 => $"{original} 🦊👩🏽‍🔧 {number}",
        _ => $"{original} {number}",
    };

    private static string Domain(JsonElement user) => Company.Text(user, "mail")!.Split('@')[^1];
}
