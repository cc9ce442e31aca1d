using System.Runtime.CompilerServices;
using Nudges.Orchestrations;
using Nudges.Orchestrations.Privacy;
using Nudges.Tests.Functions;

namespace Nudges.Tests.Privacy;

public sealed class PersonalPlacesTests
{
    [Fact]
    public void EveryPlace_IsExplained()
    {
        var places = typeof(OrchestrationServices).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IPersonalRecords).IsAssignableFrom(type))
            .Select(type => ((IPersonalRecords)RuntimeHelpers.GetUninitializedObject(type)).Place)
            .ToList();

        var explained = File.ReadLines(Path.Combine(FunctionsApp.Root, "docs", "privacy.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Split('|')[1].Trim()).ToList();

        Assert.Distinct(places);
        Assert.Empty(places.Except(explained));
    }
}
