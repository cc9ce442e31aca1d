namespace Nudges.Local.Engine;

/// <summary>How the embedded engine works. The last three members are for tests.</summary>
public sealed class EngineOptions
{
    /// <summary>The blob container that holds the journal. One process at a time writes it. Default: engine.</summary>
    public string Container { get; set; } = "engine";

    /// <summary>Activities that run at the same time; at least 1. Default: 8.</summary>
    public int MaxConcurrentActivities { get; set; } = 8;

    /// <summary>
    /// How long results that let no orchestrator take a step may wait to be stored, and seen, together with others. A crash
    /// meanwhile runs their activities again, nothing more. Default: 1 second; zero stores each at once.
    /// </summary>
    public TimeSpan ResultsWaitForCompany { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Appends after which the journal is rewritten with unfinished instances only. Default: 500.</summary>
    public int AppendsPerJournal { get; set; } = 500;

    /// <summary>Runs every activity twice. Default: no.</summary>
    public ActivityDelivery Delivery { get; set; } = ActivityDelivery.Once;

    /// <summary>
    /// The engine faults with <see cref="InjectedCrashException"/> after this many steps and does nothing more. Steps are: about
    /// to append, appended, activity run, ended instance filed. Null: never.
    /// </summary>
    public int? CrashAfterStep { get; set; }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Container);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrentActivities, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ResultsWaitForCompany, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(AppendsPerJournal, 1);
    }
}

/// <summary>How often, and how, a scheduled activity is run.</summary>
public enum ActivityDelivery
{
    Once,

    /// <summary>Again after its result was handed over, while the orchestrator goes on.</summary>
    TwiceInSequence,

    TwiceAtTheSameTime,
}

/// <summary>The crash that <see cref="EngineOptions.CrashAfterStep"/> asked for.</summary>
public sealed class InjectedCrashException(int step) : Exception($"Crashed after step {step}, as asked.");

/// <summary>The engine has stopped and will do nothing more. What is in its journal goes on when it is started again.</summary>
public sealed class EngineFaultedException(string message, Exception inner) : Exception(message, inner);
