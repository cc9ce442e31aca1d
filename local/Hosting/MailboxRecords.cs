using System.Runtime.CompilerServices;
using System.Text.Json;
using Nudges.Local.StandIns;
using Nudges.Orchestrations.Privacy;
using Nudges.People;
using Nudges.Privacy;

namespace Nudges.Local.Hosting;

/// <summary>The messages that the laptop's mailbox holds in place of people's own.</summary>
internal sealed class MailboxRecords(Mailbox mailbox) : IPersonalRecords
{
    public string Place => "mailbox";

    public async IAsyncEnumerable<PersonalRecord> FindAsync(PersonId person, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var line in mailbox.List(line => line.Person == person.Value, int.MaxValue))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new PersonalRecord($"mailbox: {line.Id}", JsonSerializer.SerializeToNode(mailbox.Read(line.Id), NudgesJson.Options)!);
        }
    }

    public Task<ErasedRecords> EraseAsync(PersonId person, CancellationToken cancellationToken)
    {
        var erased = mailbox.Erase(line => line.Person == person.Value);
        return Task.FromResult(new ErasedRecords { Place = Place, Documents = erased, Records = erased });
    }
}
