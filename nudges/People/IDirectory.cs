namespace Nudges.People;

/// <summary>Where employees come from.</summary>
public interface IDirectory
{
    /// <summary>
    /// Every account, page by page, with what a list gives: no skills, interests, time zone or mailbox kind.
    /// Throttling is honoured inside. Throws <see cref="DirectoryUnavailableException"/> when the directory cannot be read.
    /// </summary>
    IAsyncEnumerable<Person> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The same people, same order, with what only a read of one user gives (skills, interests, responsibilities, past
    /// projects, mailbox kind, time zone). A person that cannot be read comes back as given.
    /// </summary>
    Task<IReadOnlyList<Person>> EnrichAsync(IReadOnlyList<Person> people, CancellationToken cancellationToken);
}

/// <summary>The directory did not answer, or refused. The message names its address and the cure.</summary>
public sealed class DirectoryUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
