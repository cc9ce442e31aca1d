using Nudges.Orchestrations.Durable;
using Nudges.People;

namespace Nudges.Orchestrations.Privacy;

public sealed record ErasePersonInput
{
    public required string Receipt { get; init; }

    public required PersonId Person { get; init; }
}

/// <summary>Erases a person everywhere: at once, and again until nothing that is in use had to wait. True when it was completed.</summary>
public sealed class ErasePerson() : Orchestrator<ErasePersonInput, bool>(Reference)
{
    public static readonly OrchestratorRef<ErasePersonInput, bool> Reference = new(nameof(ErasePerson));

    /// <summary>About five days: longer than a run is in use.</summary>
    private const int MostPasses = 28;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);

    public override async Task<bool> RunAsync(OrchestrationContext context, ErasePersonInput input)
    {
        var wait = FirstWait;
        for (var pass = 1; !await context.CallActivityAsync(EraseRecords.Reference, input, Retries.Standard); pass++)
        {
            if (pass == MostPasses)
            {
                return false;
            }

            await context.CreateTimer(wait, CancellationToken.None);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }

        return true;
    }
}

/// <summary>
/// One pass over every place that keeps something of people, added to the receipt; true when nothing had to wait. A second run
/// finds less to erase, and adds that.
/// </summary>
public sealed class EraseRecords(Erasures erasures) : Activity<ErasePersonInput, bool>(Reference)
{
    public static readonly ActivityRef<ErasePersonInput, bool> Reference = new(nameof(EraseRecords));

    public override async Task<bool> RunAsync(ErasePersonInput input, CancellationToken cancellationToken) =>
        (await erasures.EraseAsync(input.Receipt, input.Person, cancellationToken)).CompletedAt is not null;
}
