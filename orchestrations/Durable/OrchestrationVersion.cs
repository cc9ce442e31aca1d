namespace Nudges.Orchestrations.Durable;

/// <summary>
/// How orchestrators change while instances run. An instance keeps the version it was started with, and is replayed by
/// whatever code is deployed; that code must take the same steps for it. So a change to the steps of an orchestrator raises
/// <see cref="Current"/> (and <c>defaultVersion</c> in host.json) and keeps the old steps for instances for which
/// <see cref="OrchestrationContext.CompareVersionTo"/> says they are older; docs/durable.md tells how. An instance that is
/// newer than the code waits until newer code is deployed.
/// </summary>
public static class OrchestrationVersion
{
    /// <summary>What new instances get.</summary>
    public const string Current = "1.4";

    /// <summary>As <see cref="OrchestrationContext.CompareVersionTo"/>.</summary>
    public static int Compare(string version, string other) =>
        System.Version.TryParse(version, out var parsed) && System.Version.TryParse(other, out var otherParsed)
            ? parsed.CompareTo(otherParsed)
            : string.Compare(version, other, StringComparison.OrdinalIgnoreCase);
}
