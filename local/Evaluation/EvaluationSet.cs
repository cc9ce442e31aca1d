using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nudges.Local.Evaluation;

/// <summary>A line of the items' file.</summary>
/// <param name="Id">Any text, unique.</param>
/// <param name="Title">May be absent.</param>
/// <param name="Text">May be absent.</param>
/// <param name="Tags">May be absent.</param>
/// <param name="Published">A date, a year, or nothing where it is not known.</param>
/// <param name="Candidate">False: known, but never ranked. Absent: true.</param>
public sealed record EvaluationItem(
    string Id, string? Title = null, string? Text = null, IReadOnlyList<string?>? Tags = null, [property: JsonConverter(typeof(DateOrYear))] DateTimeOffset? Published = null, bool? Candidate = null)
{
    /// <summary>All of it that says what it is about.</summary>
    public string Words => string.Join('\n', (Tags ?? []).Prepend(Text).Prepend(Title));

    public bool IsCandidate => Candidate ?? true;
}

/// <summary>A line of the people's file.</summary>
/// <param name="Id">Any text, unique.</param>
/// <param name="Profile">What they say of themselves; may be absent.</param>
/// <param name="Tags">Their interests; may be absent.</param>
/// <param name="Liked">Ids of items.</param>
/// <param name="Heldout">Ids of items that they liked too and that a ranking is to find; nobody is ranked for who has none.</param>
public sealed record EvaluationPerson(string Id, string? Profile = null, IReadOnlyList<string?>? Tags = null, IReadOnlyList<string?>? Liked = null, IReadOnlyList<string?>? Heldout = null);

/// <summary>Items and what people chose of them, items named by their places.</summary>
public sealed class EvaluationSet
{
    private static readonly JsonSerializerOptions Lenient = new(NudgesJson.Options) { RespectNullableAnnotations = false, Converters = { new TextOrNumber() } };

    private EvaluationSet(IReadOnlyList<EvaluationItem> items, IReadOnlyList<Person> people) => (Items, People) = (items, people);

    public IReadOnlyList<EvaluationItem> Items { get; }

    public IReadOnlyList<Person> People { get; }

    /// <exception cref="EvaluationException">A file cannot be read or understood; the message names the file and the line.</exception>
    public static EvaluationSet Read(FileInfo items, FileInfo people)
    {
        var known = Lines<EvaluationItem>(items).ToList();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (item, line) in known)
        {
            Named(item.Id, items, line);
            if (!places.TryAdd(item.Id, places.Count))
            {
                throw new EvaluationException($"{items}:{line}: the id '{item.Id}' is there twice. Take one out.");
            }
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        var set = new EvaluationSet([.. known.Select(item => item.Line)], [.. Lines<EvaluationPerson>(people).Select(Resolve)]);
        return set.People.Any(person => person.Heldout.Count > 0) ? set
            : throw new EvaluationException($"Nobody in {people} holds anything out, so there is nothing to find. Give people \"heldout\", ids of items that they liked.");

        Person Resolve((EvaluationPerson Line, int Number) read)
        {
            Named(read.Line.Id, people, read.Number);
            if (!ids.Add(read.Line.Id))
            {
                throw new EvaluationException($"{people}:{read.Number}: the id '{read.Line.Id}' is there twice. Take one out.");
            }

            return new Person(read.Line, [.. Places(read.Line.Liked)], [.. Places(read.Line.Heldout)]);

            IEnumerable<int> Places(IReadOnlyList<string?>? named) => (named ?? []).Distinct(StringComparer.Ordinal).Select(id => places.TryGetValue(id ?? "", out var place)
                ? place
                : throw new EvaluationException($"{people}:{read.Number}: there is no item '{id}' in {items}. Add it there, or take it out here."));
        }
    }

    private static void Named(string? id, FileInfo file, int line)
    {
        if (string.IsNullOrEmpty(id))
        {
            throw new EvaluationException($"{file}:{line}: there is no id. Give each line an \"id\".");
        }
    }

    private static IEnumerable<(T Line, int Number)> Lines<T>(FileInfo file)
    {
        if (!file.Exists)
        {
            throw new EvaluationException($"There is no file {file}.");
        }

        return File.ReadLines(file.FullName).Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)).Select(line => (Parse<T>(line.Item, file, line.Index + 1), line.Index + 1));
    }

    private static T Parse<T>(string line, FileInfo file, int number)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Lenient) ?? throw new EvaluationException($"{file}:{number}: null is no JSON object. Take the line out.");
        }
        catch (JsonException wrong)
        {
            // The library counts lines from 0, within the line.
            var said = wrong.Message.StartsWith("The JSON value could not", StringComparison.Ordinal) ? "It is of another kind than is expected." : wrong.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0];
            throw new EvaluationException($"{file}:{number}: {said} Correct {(wrong.Path is ['$', '.', .. var field] ? $"'{field}'" : "the line")}, or take it out.");
        }
    }

    /// <param name="Line">As it was read.</param>
    /// <param name="Liked">Places of items, each once.</param>
    /// <param name="Heldout">Places of items, each once.</param>
    public sealed record Person(EvaluationPerson Line, IReadOnlyList<int> Liked, IReadOnlyList<int> Heldout);
}

/// <summary>Ids are often numbers in sets that others made.</summary>
internal sealed class TextOrNumber : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        JsonTokenType.String => reader.GetString(),
        _ => throw new JsonException("A text or a number is expected."),
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>A date with or without a time, or a year; null for an empty text.</summary>
internal sealed class DateOrYear : JsonConverter<DateTimeOffset?>
{
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.Number ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString();
        return string.IsNullOrWhiteSpace(text) ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is > 0 and < 9999 ? new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date
            : throw new JsonException($"'{text}' is no date, as 2026-11-30 is.");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value, NudgesJson.Options);
}

/// <summary>An evaluation cannot be made; the message says why.</summary>
public sealed class EvaluationException(string message) : Exception(message);
