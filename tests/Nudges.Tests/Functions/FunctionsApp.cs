using System.Text.Json;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Nudges.Tests.Functions;

/// <summary>
/// The Functions app as its source says it is: read from disk, so that it is checked where the Functions packages cannot be
/// restored too.
/// </summary>
internal static class FunctionsApp
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<FunctionMethod> Functions { get; } = [.. ReadFunctions()];

    public static JsonElement Host { get; } = Json("host.json");

    /// <summary>The names of local.settings.sample.json, with ":" between levels.</summary>
    public static IReadOnlySet<string> SampleSettings { get; } =
        Json("local.settings.sample.json").GetProperty("Values").EnumerateObject().Select(value => Colons(value.Name)).ToHashSet(StringComparer.Ordinal);

    /// <summary>The names in the first column of docs/settings.md, with ":" between levels; in order, with repetitions.</summary>
    public static IReadOnlyList<string> DocumentedSettings { get; } =
        [.. File.ReadLines(Path.Combine(Root, "docs", "settings.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => Colons(line.Split('`')[1]))];

    public static IEnumerable<string> SourceFiles(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    private static IEnumerable<FunctionMethod> ReadFunctions() =>
        from file in SourceFiles("functions")
        from method in CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
        let function = Attributes(method.AttributeLists).SingleOrDefault(attribute => attribute.Name.ToString() == "Function")
        where function is not null
        select new FunctionMethod(
            Text(function.ArgumentList!.Arguments[0].Expression),
            method,
            [.. method.ParameterList.Parameters.SelectMany(parameter => Attributes(parameter.AttributeLists))]);

    private static IEnumerable<AttributeSyntax> Attributes(IEnumerable<AttributeListSyntax> lists) => lists.SelectMany(list => list.Attributes);

    /// <summary>A string literal's text, or the last name inside a nameof.</summary>
    internal static string Text(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal => literal.Token.ValueText,
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "nameof" } } call =>
            call.ArgumentList.Arguments[0].Expression.ToString().Split('.')[^1],
        _ => throw new InvalidOperationException($"Neither a string nor a nameof: {expression}"),
    };

    private static string Colons(string name) => name.Replace("__", ":", StringComparison.Ordinal);

    private static JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, file))).RootElement;

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Serverless.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder;
    }
}

/// <summary>A method with a <c>[Function]</c>.</summary>
internal sealed record FunctionMethod(string Name, MethodDeclarationSyntax Method, IReadOnlyList<AttributeSyntax> ParameterAttributes)
{
    private AttributeSyntax TriggerAttribute => ParameterAttributes.Single(attribute => attribute.Name.ToString().EndsWith("Trigger", StringComparison.Ordinal));

    /// <summary>"Timer", "Queue", "Http", "Orchestration" or "Activity".</summary>
    public string Trigger => TriggerAttribute.Name.ToString()[..^"Trigger".Length];

    /// <summary>What the trigger is given first: a queue's name, a schedule; null where it is given nothing.</summary>
    public string? TriggerArgument => TriggerAttribute.ArgumentList?.Arguments.FirstOrDefault() is { Expression: LiteralExpressionSyntax literal } ? literal.Token.ValueText : null;

    public int Statements => Method.Body?.Statements.Count ?? 1;

    public override string ToString() => Name;
}
