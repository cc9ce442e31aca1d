using System.Text.Json;
using System.Text.Json.Nodes;
using Nudges.People;

namespace Nudges.Privacy;

/// <summary>
/// Finds, and takes out, what a stored document says of one person, whatever kind of document it is, by the shapes that all of them
/// share. Afterwards it can still be read as what it was, and counts and places in lists that others rely on stay.
/// </summary>
/// <remarks>
/// Entries that a person's id names are taken out; so are list entries about a person, but for those whose number or place counts: a
/// person of the directory stays as an id, a nudge of a batch as a blank. Where the id stands in someone else's record, as their
/// manager or as who decided, it becomes <see cref="Nobody"/>.
/// </remarks>
public static class PersonTraces
{
    /// <summary>Stands where the id of someone stood who was erased.</summary>
    public const string Nobody = "erased";

    private static readonly JsonObject Unknown = JsonSerializer.SerializeToNode(new Person { Id = new PersonId(""), DisplayName = "" }, NudgesJson.Options)!.AsObject();

    /// <summary>Objects that give ids by mail address: the address goes with the id.</summary>
    private static readonly HashSet<string> ByAddress = new(StringComparer.Ordinal) { "accounts", "sharedAddresses" };

    /// <summary>Copies of what it says, as far as each piece is about the person alone; for an id in another's record, where it stands.</summary>
    public static IReadOnlyList<JsonNode> Find(JsonNode? document, PersonId person) => Walk(document?.DeepClone(), person, erasedAt: DateTimeOffset.UnixEpoch);

    /// <summary>Takes it out of the document; how many pieces there were. Doing it again finds none.</summary>
    public static int Erase(JsonNode? document, PersonId person, DateTimeOffset erasedAt) => Walk(document, person, erasedAt).Count;

    private static List<JsonNode> Walk(JsonNode? document, PersonId person, DateTimeOffset erasedAt)
    {
        var walk = new Walker(person.Value, erasedAt);
        walk.Visit(document, name: "");
        return walk.Found;
    }

    private sealed class Walker(string person, DateTimeOffset erasedAt)
    {
        public List<JsonNode> Found { get; } = [];

        public void Visit(JsonNode? node, string name)
        {
            switch (node)
            {
                case JsonArray list:
                    VisitList(list, name);
                    break;
                case JsonObject members:
                    VisitMembers(members, name);
                    break;
            }
        }

        private void VisitList(JsonArray list, string name)
        {
            for (var place = list.Count - 1; place >= 0; place--)
            {
                var entry = list[place];
                if (IsPerson(entry))
                {
                    Keep(name, entry!);
                    list.RemoveAt(place);
                }
                else if (entry is JsonObject about && IsPerson(about["id"]))
                {
                    // One who was erased before may have been read from the directory again.
                    if (!about.ContainsKey("erasedAt") || about.Any(member => !SaysNothing(member.Key, member.Value)))
                    {
                        Found.Add(about.DeepClone());
                        list[place] = new JsonObject { ["id"] = person, ["displayName"] = "", ["erasedAt"] = about["erasedAt"]?.DeepClone() ?? erasedAt };
                    }
                }
                else if (entry is JsonObject nudged && IsPerson(nudged["person"]))
                {
                    Found.Add(nudged.DeepClone());
                    if (nudged.ContainsKey("message"))
                    {
                        list[place] = new JsonObject { ["id"] = Nobody, ["person"] = Nobody, ["message"] = "{}" };
                    }
                    else
                    {
                        list.RemoveAt(place);
                    }
                }
                else
                {
                    Visit(entry, name);
                }
            }
        }

        private void VisitMembers(JsonObject members, string name)
        {
            foreach (var (member, value) in members.ToList())
            {
                if (member == person)
                {
                    Keep(name, value);
                    members.Remove(member);
                }
                else if (!IsPerson(value))
                {
                    Visit(value, member);
                }
                else if (ByAddress.Contains(name))
                {
                    Keep(name, member);
                    members.Remove(member);
                }
                else
                {
                    Keep(member, value);
                    members[member] = Nobody;
                }
            }
        }

        /// <summary>Whether a member of an erased person is as it is in one of whom nothing is known.</summary>
        private static bool SaysNothing(string name, JsonNode? value) =>
            name is "id" or "erasedAt" || JsonNode.DeepEquals(value, Unknown[name]);

        private void Keep(string name, JsonNode? value) => Found.Add(new JsonObject { [name] = value?.DeepClone() });

        private bool IsPerson(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text == person;
    }
}
