using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations.People;

/// <summary>
/// Makes a whole new version at once, for syncs older than <see cref="SyncPeople.FirstVersionByChanges"/>. A second run goes on
/// where the first one was; nothing reads the version before it is published.
/// </summary>
public sealed class ListPeople(ReadPeopleChanges read, MergePeople merge, AssemblePeople assemble) : Activity<string, SyncedPeople>(Reference)
{
    public static readonly ActivityRef<string, SyncedPeople> Reference = new(nameof(ListPeople));

    public override async Task<SyncedPeople> RunAsync(string input, CancellationToken cancellationToken)
    {
        PeopleChangesRead changes;
        do
        {
            changes = await read.RunAsync(input, cancellationToken);
        }
        while (!changes.IsOver);

        var merged = new List<MergedPeople>();
        for (var part = 0; part < changes.Parts; part++)
        {
            merged.Add(await merge.RunAsync(new MergePeopleInput { Version = input, Part = part }, cancellationToken));
        }

        return await assemble.RunAsync(SyncPeople.Assembled(input, merged), cancellationToken);
    }
}
