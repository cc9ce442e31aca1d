using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Nudges.Local.Engine;
using Nudges.Orchestrations;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Tests.Engine;

/// <summary>
/// What instances of each version have on record: today's orchestrators must still take the same steps for it, wherever the
/// instance stood when they were deployed. A file is a journal as <c>dotnet run --project bench -- history</c> printed it for its
/// version; what is in it is never changed (a new orchestrator adds its lines), and it goes only when no instance of its version is left anywhere.
/// </summary>
public sealed class GoldenHistoryTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Nudges.Local.Tests", "Engine", "Histories");

    private static readonly Dictionary<string, IOrchestrator> Orchestrators = typeof(OrchestrationServices).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IOrchestrator).IsAssignableFrom(type))
        .Select(type => (IOrchestrator)Activator.CreateInstance(type)!)
        .ToDictionary(orchestrator => orchestrator.Name);

    public static TheoryData<string> Versions => [.. Directory.EnumerateFiles(Folder).Select(file => Path.GetFileNameWithoutExtension(file))];

    [Theory]
    [MemberData(nameof(Versions))]
    public void OldJournal_StillReplays_WhereverItsInstancesStood(string version)
    {
        var instances = new Dictionary<string, Instance>();
        var ended = 0;
        foreach (var entry in Read(version))
        {
            if (!instances.TryGetValue(entry.Instance, out var instance))
            {
                instances[entry.Instance] = instance = new Instance();
            }

            if (entry is Ended end)
            {
                Assert.Equal(Outcome(end.State), $"{Turn(instance).Outcome}");
                ended++;
                continue;
            }

            instance.Apply(entry);
            var turn = Turn(instance);
            Assert.False(turn.Outcome is Failed, $"{turn.Outcome} at {entry}");
            Assert.True(turn.Calls.Count >= instance.Calls.Count);
        }

        Assert.Equal(instances.Count, ended);
    }

    [Fact]
    public void EveryOrchestrator_HasAHistory_OfTheCurrentVersion() => Assert.Equal(
        Orchestrators.Keys.Order(),
        Read(OrchestrationVersion.Current).OfType<Started>().Where(start => start.Version == OrchestrationVersion.Current).Select(start => start.Name).Distinct().Order());

    private static IEnumerable<Entry> Read(string version) =>
        File.ReadLines(Path.Combine(Folder, $"{version}.jsonl")).Select(line => JsonSerializer.Deserialize<Entry>(line, NudgesJson.Options)!);

    private static Turn Turn(Instance instance) => Replay.Run(
        Orchestrators[instance.Start!.Name], instance.Arrivals, instance.Calls, int.MaxValue, NullLoggerFactory.Instance, strayed: _ => { });

    private static string Outcome(OrchestrationMetadata state) =>
        state.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? $"{new Returned(state.SerializedOutput!)}" : $"{new Failed(state.FailureDetails!)}";
}
