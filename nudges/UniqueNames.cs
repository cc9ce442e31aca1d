namespace Nudges;

/// <summary>The one-file rule's other half: what is found by its type is known by its name, and no two have one.</summary>
public static class UniqueNames
{
    /// <param name="all">What was found.</param>
    /// <param name="nameOf">Its name.</param>
    /// <param name="two">How a sentence about two with one name begins: "channels are named".</param>
    /// <exception cref="InvalidOperationException">Two have one name; the message names both types.</exception>
    public static Dictionary<string, T> Index<T>(IEnumerable<T> all, Func<T, string> nameOf, string two) where T : class
    {
        var byName = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var one in all)
        {
            var name = nameOf(one);
            if (!byName.TryAdd(name, one))
            {
                throw new InvalidOperationException($"Two {two} '{name}': {byName[name].GetType().Name} and {one.GetType().Name}. Rename one.");
            }
        }

        return byName;
    }
}
