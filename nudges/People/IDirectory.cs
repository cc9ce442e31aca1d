namespace Nudges.People;

/// <summary>Where employees come from.</summary>
public interface IDirectory
{
    /// <summary>
    /// A page of the changes since a link; without a link everyone, from the start. Throttling is honoured inside. Throws
    /// <see cref="DirectoryUnavailableException"/> when the directory cannot be read.
    /// </summary>
    Task<DirectoryPage> ReadAsync(string? link, CancellationToken cancellationToken);

    /// <summary>
    /// What only a read of one person gives: one answer for each person, in the order given. Each person's own throttling is
    /// honoured. Throws <see cref="DirectoryUnavailableException"/> when the directory as a whole cannot be read.
    /// </summary>
    Task<IReadOnlyList<ProfileRead>> ReadProfilesAsync(IReadOnlyList<PersonId> people, CancellationToken cancellationToken);

    /// <summary>
    /// Everyone in a group, those of the groups inside it as well, each once; people only, page by page. Throws
    /// <see cref="UnknownGroupException"/> where there is no such group.
    /// </summary>
    /// <param name="group">The group's object id.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<PersonId> MembersAsync(string group, CancellationToken cancellationToken);
}

/// <summary>The directory has no group of that id, or does not show it.</summary>
public sealed class UnknownGroupException(string group, Exception? inner = null)
    : Exception($"The directory has no group with the id '{group}', or it has been deleted.", inner)
{
    public string Group { get; } = group;
}

/// <summary>The directory did not answer, or refused. The message names its address and the cure.</summary>
public sealed class DirectoryUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
