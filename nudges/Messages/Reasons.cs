using Nudges.Matching;

namespace Nudges.Messages;

/// <summary>Says in words why an item was picked.</summary>
public static class Reasons
{
    /// <summary>
    /// One sentence, plain text, for the person: "Because you list Kubernetes and work in Engineering". Uses the person's own
    /// words. English where the product does not speak the language.
    /// </summary>
    public static string Sentence(Match match, string language) => throw new NotImplementedException(match.Item + language);
}
