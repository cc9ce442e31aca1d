namespace Nudges.Api;

/// <summary>What a list of topics must keep to, whoever sends it.</summary>
internal static class TopicRules
{
    /// <summary>Adds what is wrong under the member's name; nothing where nothing is, or no list is given.</summary>
    public static void Check(this Dictionary<string, string[]> errors, string member, IReadOnlyList<string>? topics, int most, int longest)
    {
        if (topics is not null && (topics.Count > most || topics.Any(topic => string.IsNullOrWhiteSpace(topic) || topic.Length > longest || topic.Any(char.IsControl))))
        {
            errors[member] = [$"Give at most {most} topics of 1 to {longest} characters, each on one line."];
        }
    }
}
