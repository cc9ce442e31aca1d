using Nudges.Campaigns;

namespace Nudges.Delivery;

/// <summary>What a run gets of an account's rate while others have batches waiting, too.</summary>
public static class RunShare
{
    /// <summary>6, 3 or 1. A run of 6 gets twice as much as one of 3, and none gets nothing.</summary>
    public static double Weight(this RunPriority priority) => priority switch
    {
        RunPriority.High => 6,
        RunPriority.Low => 1,
        _ => 3,
    };
}
