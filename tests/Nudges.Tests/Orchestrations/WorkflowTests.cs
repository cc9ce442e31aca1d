using System.Reflection;
using Nudges.Orchestrations;
using Nudges.Orchestrations.Durable;

namespace Nudges.Tests.Orchestrations;

/// <summary>What both engines rely on in every orchestrator and activity.</summary>
public sealed class WorkflowTests
{
    private static readonly Type[] Workflows =
    [
        .. typeof(NudgeOptions).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && (typeof(IOrchestrator).IsAssignableFrom(type) || typeof(IActivity).IsAssignableFrom(type))),
    ];

    public static TheoryData<string> Names => [.. Workflows.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Workflow_IsNamedByItsToken_AsItsClass(string name)
    {
        var token = Workflows.Single(type => type.Name == name).GetField("Reference", BindingFlags.Public | BindingFlags.Static)?.GetValue(null);

        Assert.Equal(name, token?.GetType().GetProperty("Name")?.GetValue(token));
    }

    [Fact]
    public void Names_AreUnique() => Assert.Equal(Workflows.Length, Workflows.DistinctBy(type => type.Name).Count());

    [Fact]
    public void Orchestrators_HaveNoDependencies() =>
        Assert.All(Workflows.Where(type => typeof(IOrchestrator).IsAssignableFrom(type)), type => Assert.Empty(type.GetConstructors().Single().GetParameters()));
}
