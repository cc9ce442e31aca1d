using System.Reflection;
using System.Runtime.CompilerServices;
using Nudges.Delivery;
using Nudges.Integrations;
using Nudges.Orchestrations;
using Nudges.Orchestrations.Durable;

namespace Nudges.Tests.Functions;

public sealed class FunctionsTests
{
    private const int MostStatements = 2;

    public static TheoryData<string> Names => [.. FunctionsApp.Functions.Select(function => function.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Function_IsThin(string name)
    {
        var function = FunctionsApp.Functions.First(function => function.Name == name);

        Assert.InRange(function.Statements, 1, MostStatements);
    }

    [Fact]
    public void FunctionNames_AreUnique()
    {
        Assert.NotEmpty(FunctionsApp.Functions);
        Assert.Distinct(FunctionsApp.Functions.Select(function => function.Name), StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public void EveryOrchestrator_HasItsFunction() => Assert.Equal(TokenNames(typeof(IOrchestrator)), FunctionNames("Orchestration"));

    [Fact]
    public void EveryActivity_HasItsFunction() => Assert.Equal(TokenNames(typeof(IActivity)), FunctionNames("Activity"));

    [Fact]
    public void EveryChannel_HasAQueueForEachPriorityAndTheirPoisonQueues_AndEventsHaveTheirs()
    {
        var queues = typeof(IntegrationServices).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IChannel).IsAssignableFrom(type))
            .SelectMany(type => IBatchQueue.QueueNames(((IChannel)RuntimeHelpers.GetUninitializedObject(type)).Name))
            .ToList();

        Assert.NotEmpty(queues);
        Assert.Equal(
            queues.SelectMany(queue => new[] { queue, $"{queue}-poison" }).Append(IEventQueue.Name).Order(StringComparer.Ordinal),
            FunctionsApp.Functions.Where(function => function.Trigger == "Queue").Select(function => function.TriggerArgument).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("functions/Durable", 150)]
    [InlineData("local/Engine", 800)]
    public void Engine_IsSmall(string folder, int most)
    {
        var lines = FunctionsApp.SourceFiles(folder).SelectMany(File.ReadLines).Select(line => line.Trim())
            .Count(line => line.Length > 1 && !line.StartsWith("//", StringComparison.Ordinal) && !line.StartsWith("using ", StringComparison.Ordinal));

        Assert.InRange(lines, 1, most);
    }

    private static IEnumerable<string> FunctionNames(string trigger) =>
        FunctionsApp.Functions.Where(function => function.Trigger == trigger).Select(function => function.Name).Order(StringComparer.Ordinal);

    private static IEnumerable<string> TokenNames(Type role) => typeof(OrchestrationServices).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && role.IsAssignableFrom(type))
        .Select(type => type.GetField("Reference", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!)
        .Select(token => (string)token.GetType().GetProperty("Name")!.GetValue(token)!)
        .Order(StringComparer.Ordinal);
}
