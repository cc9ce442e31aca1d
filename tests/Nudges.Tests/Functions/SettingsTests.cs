using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nudges.Integrations;
using Nudges.Orchestrations;
using Nudges.Orchestrations.Durable;

namespace Nudges.Tests.Functions;

public sealed partial class SettingsTests
{
    /// <summary>Every setting that a trigger or host.json names: %name% and the Connection of a trigger.</summary>
    public static TheoryData<string> NamedByTheApp => [.. FunctionsApp.Functions
        .SelectMany(function => function.ParameterAttributes)
        .SelectMany(attribute => attribute.ArgumentList?.Arguments.ToList() ?? [])
        .SelectMany(argument => argument.NameEquals?.Name.ToString() == "Connection"
            ? [FunctionsApp.Text(argument.Expression)]
            : Setting().Matches(argument.ToString()).Select(match => match.Groups[1].Value))
        .Concat(Setting().Matches(FunctionsApp.Host.GetRawText()).Select(match => match.Groups[1].Value))
        .Append("AzureWebJobsStorage")
        .Distinct()];

    /// <summary>Every property of an options type, as its section names it; of a list, its first entry; of named values, NAME.</summary>
    public static TheoryData<string> OptionNames => [.. new[] { typeof(OrchestrationServices).Assembly, typeof(IntegrationServices).Assembly }
        .SelectMany(assembly => assembly.GetTypes())
        .Select(type => (Type: type, Section: type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as string))
        .Where(options => options.Section is not null && options.Type.Name.EndsWith("Options", StringComparison.Ordinal))
        .SelectMany(options => Names(options.Section!, options.Type))];

    [Theory]
    [MemberData(nameof(NamedByTheApp))]
    public void SettingNamedByTheApp_IsInTheSampleAndExplained(string name)
    {
        Assert.Contains(name, FunctionsApp.SampleSettings);
        Assert.Contains(name, FunctionsApp.DocumentedSettings);
    }

    [Theory]
    [MemberData(nameof(OptionNames))]
    public void Option_IsExplained(string name) => Assert.Contains(name, FunctionsApp.DocumentedSettings);

    [Fact]
    public void SampleSettings_AreAllExplained() => Assert.Empty(FunctionsApp.SampleSettings.Except(FunctionsApp.DocumentedSettings));

    [Fact]
    public void Settings_AreExplainedOnce() =>
        Assert.Distinct(FunctionsApp.DocumentedSettings, StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void HostSettings_AreAllExplained() =>
        Assert.All(Leaves(FunctionsApp.Host), path => Assert.Contains(FunctionsApp.DocumentedSettings, name => path == name || path.StartsWith($"{name}.", StringComparison.Ordinal)));

    [Theory]
    [InlineData("controlQueueVisibilityTimeout")]
    [InlineData("workItemQueueVisibilityTimeout")]
    public void DurableVisibilityTimeout_IsNotBelowTheEnginesMinute(string name)
    {
        var timeout = FunctionsApp.Host.GetProperty("extensions").GetProperty("durableTask").GetProperty("storageProvider").GetProperty(name).GetString()!;

        Assert.True(TimeSpan.Parse(timeout, System.Globalization.CultureInfo.InvariantCulture) >= TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void DefaultVersion_IsTheCodes() => Assert.Equal(
        OrchestrationVersion.Current, FunctionsApp.Host.GetProperty("extensions").GetProperty("durableTask").GetProperty("defaultVersion").GetString());

    private static IEnumerable<string> Names(string section, Type type) => type.GetProperties()
        .Where(property => property.SetMethod is not null)
        .SelectMany(property => property.PropertyType switch
        {
            { IsGenericType: true } list when list.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => list.GenericTypeArguments[0] == typeof(string)
                ? [$"{section}:{property.Name}:0"]
                : Names($"{section}:{property.Name}:0", list.GenericTypeArguments[0]),
            { IsGenericType: true } named when named.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) => [$"{section}:{property.Name}:NAME"],
            { Name: var name } nested when name.EndsWith("Options", StringComparison.Ordinal) => Names($"{section}:{property.Name}", nested),
            _ => [$"{section}:{property.Name}"],
        });

    /// <summary>The paths of what host.json sets for the app itself: all but its version and logging.</summary>
    private static IEnumerable<string> Leaves(JsonElement element, string path = "") => element.ValueKind == JsonValueKind.Object
        ? element.EnumerateObject().Where(property => path.Length > 0 || property.Name is not ("version" or "logging"))
            .SelectMany(property => Leaves(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}"))
        : path.EndsWith("storageProvider.type", StringComparison.Ordinal) ? [] : [path];

    [GeneratedRegex("%([A-Za-z0-9:_]+)%")]
    private static partial Regex Setting();
}
