using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nudges.Campaigns.Audiences;

/// <summary>
/// Audiences as JSON: {"everyone": true}, {"manager": "…", "direct": true}, {"group": "id"}, {"filter": "…"}, {"list": "id"},
/// {"any": […]}, {"all": […]}, {"of": {…}, "except": {…}}. Errors name the place, as "audience.any[1]". An empty object,
/// which is how runs stored it at first, is everyone.
/// </summary>
public class AudienceConverter : JsonConverter<Audience>
{
    private const string Kinds = "everyone, manager, group, filter, list, any, all, or of with except";

    /// <summary>False where whoever writes has to say "everyone" to mean it.</summary>
    protected virtual bool EmptyIsEveryone => true;

    public override Audience Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        var size = 0;
        return Read(json.RootElement, "audience", depth: 1, ref size);
    }

    public override void Write(Utf8JsonWriter writer, Audience value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        switch (value)
        {
            case Audience.Reports reports:
                writer.WriteString("manager", reports.Manager);
                if (reports.DirectOnly)
                {
                    writer.WriteBoolean("direct", true);
                }

                break;
            case Audience.Group group:
                writer.WriteString("group", group.Id);
                break;
            case Audience.Filtered filtered:
                writer.WriteString("filter", filtered.Expression);
                break;
            case Audience.Listed listed:
                writer.WriteString("list", listed.Id);
                break;
            case Audience.Union union:
                WriteParts(writer, "any", union.Parts, options);
                break;
            case Audience.Intersection intersection:
                WriteParts(writer, "all", intersection.Parts, options);
                break;
            case Audience.Exclusion exclusion:
                writer.WritePropertyName("of");
                Write(writer, exclusion.Of, options);
                writer.WritePropertyName("except");
                Write(writer, exclusion.Except, options);
                break;
            default:
                writer.WriteBoolean("everyone", true);
                break;
        }

        writer.WriteEndObject();
    }

    private void WriteParts(Utf8JsonWriter writer, string name, IReadOnlyList<Audience> parts, JsonSerializerOptions options)
    {
        writer.WriteStartArray(name);
        foreach (var part in parts)
        {
            Write(writer, part, options);
        }

        writer.WriteEndArray();
    }

    private Audience Read(JsonElement json, string place, int depth, ref int size)
    {
        if (depth > AudienceRules.MostDepth || ++size > AudienceRules.MostParts)
        {
            throw new JsonException($"{place}: an audience has at most {AudienceRules.MostParts} parts, {AudienceRules.MostDepth} inside each other.");
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"{place}: an audience is an object with one of {Kinds}.");
        }

        // Null says nothing: it is how the manager was left out before.
        var members = json.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null).Select(member => member.Name).Order(StringComparer.Ordinal).ToList();
        switch (string.Join(' ', members))
        {
            case "" when EmptyIsEveryone:
            case "everyone" when json.GetProperty("everyone").ValueKind == JsonValueKind.True:
                return new Audience.Everyone();
            case "manager":
                return new Audience.Reports(Text(json, "manager", place));
            case "direct manager" when json.GetProperty("direct").ValueKind is JsonValueKind.True or JsonValueKind.False:
                return new Audience.Reports(Text(json, "manager", place), json.GetProperty("direct").GetBoolean());
            case "group":
                return new Audience.Group(Text(json, "group", place));
            case "filter":
                return new Audience.Filtered(Text(json, "filter", place));
            case "list":
                return new Audience.Listed(Text(json, "list", place));
            case "any":
                return new Audience.Union(Parts(json, "any", place, depth, ref size));
            case "all":
                return new Audience.Intersection(Parts(json, "all", place, depth, ref size));
            case "except of":
                return new Audience.Exclusion(
                    Read(json.GetProperty("of"), $"{place}.of", depth + 1, ref size), Read(json.GetProperty("except"), $"{place}.except", depth + 1, ref size));
            default:
                var found = members.Count == 0 ? "nothing" : string.Join(", ", members.Take(5));
                throw new JsonException($"{place}: expected one of {Kinds}; found {found}.");
        }
    }

    private static string Text(JsonElement json, string name, string place) => json.GetProperty(name) is { ValueKind: JsonValueKind.String } text
        ? text.GetString()!
        : throw new JsonException($"{place}.{name}: expected a text.");

    private List<Audience> Parts(JsonElement json, string name, string place, int depth, ref int size)
    {
        if (json.GetProperty(name) is not { ValueKind: JsonValueKind.Array } array)
        {
            throw new JsonException($"{place}.{name}: expected a list of audiences.");
        }

        var parts = new List<Audience>();
        foreach (var part in array.EnumerateArray())
        {
            parts.Add(Read(part, $"{place}.{name}[{parts.Count}]", depth + 1, ref size));
        }

        return parts;
    }
}

/// <summary>The same for what callers send: nobody means everyone by leaving everything out.</summary>
public sealed class AskedAudienceConverter : AudienceConverter
{
    protected override bool EmptyIsEveryone => false;
}
