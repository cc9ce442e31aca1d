using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Nudges.Storage;

namespace Nudges.Orchestrations.Content;

/// <summary>Changes documents that several may change at once.</summary>
internal static class DocumentUpdates
{
    private const int MostConflicts = 50;

    /// <summary>In one process those who change a document take turns, so that only other processes are met.</summary>
    private static readonly ConditionalWeakTable<IDocumentStore, ConcurrentDictionary<string, SemaphoreSlim>> Turns = [];

    /// <summary>
    /// Writes what <paramref name="change"/> makes of the document, against the version that it was made of; where someone else
    /// was faster, again. False, and nothing written, where it makes null of it.
    /// </summary>
    /// <param name="documents">The store.</param>
    /// <param name="key">Which document; of the few that people change, as each is remembered.</param>
    /// <param name="change">From what is stored, null for nothing. Called once for each try.</param>
    /// <param name="cancellationToken">Stops between two tries.</param>
    /// <exception cref="TooManyChangesException">Others were faster every time.</exception>
    public static async Task<bool> UpdateAsync<T>(this IDocumentStore documents, DocumentKey<T> key, Func<T?, T?> change, CancellationToken cancellationToken)
        where T : class
    {
        var turn = Turns.GetOrCreateValue(documents).GetOrAdd(key.Path, _ => new SemaphoreSlim(1));
        for (var conflict = 0; conflict < MostConflicts; conflict++)
        {
            await turn.WaitAsync(cancellationToken);
            try
            {
                var stored = await documents.ReadAsync(key, cancellationToken);
                if (change(stored?.Value) is not { } changed)
                {
                    return false;
                }

                if (await documents.TryWriteAsync(key, changed, stored?.Version, cancellationToken))
                {
                    return true;
                }
            }
            finally
            {
                turn.Release();
            }

            // Each of those who met waits another while, the longer the more often they have met.
            var wait = 5 + ((uint)Guid.CreateVersion7().GetHashCode() % (20 * (conflict + 1)));
            await Task.Delay(TimeSpan.FromMilliseconds(wait), TimeProvider.System, cancellationToken);
        }

        throw new TooManyChangesException();
    }
}
