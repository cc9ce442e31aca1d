using System.ComponentModel.DataAnnotations;

namespace Nudges.Local.Engine;

/// <summary>How the embedded engine works. The last two members are for tests.</summary>
public sealed class EngineOptions
{
    /// <summary>The blob container that holds the journal. One process at a time writes it. Default: engine.</summary>
    public string Container { get; set; } = "engine";

    /// <summary>The version that new instances get, and the newest whose steps this code knows. Default: none.</summary>
    public string DefaultVersion { get; set; } = "";

    /// <summary>Activities that run at the same time; at least 1. Default: 8.</summary>
    [Range(1, int.MaxValue)]
    public int MaxConcurrentActivities { get; set; } = 8;

    /// <summary>Appends after which the journal is rewritten with what is still needed; a blob takes 50,000. Default: 500.</summary>
    [Range(1, 50_000)]
    public int AppendsPerJournal { get; set; } = 500;

    /// <summary>How often, and how, every activity is run. Default: once.</summary>
    public ActivityDelivery Delivery { get; set; }

    /// <summary>
    /// The engine faults with <see cref="InjectedCrashException"/> after this many steps and does nothing more. Steps are: about
    /// to append, appended, activity run. Null: never.
    /// </summary>
    public int? CrashAfterStep { get; set; }
}

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
public sealed class EngineFaultedException(Exception inner)
    : Exception($"The embedded engine has stopped: {inner.Message} What it has stored goes on at the next start.", inner);
