using Nudges.Content;
using Nudges.Tests.Functions;

namespace Nudges.Tests.Content;

public sealed class SkillListTests
{
    private static readonly SkillList List = SkillList.Parse("""
        [
          {"name": "Excel", "aliases": ["pivot tables"], "exact": true},
          {"name": "Go", "aliases": ["Golang"], "exact": true},
          {"name": "C", "exact": true},
          {"name": "C#", "exact": true},
          {"name": ".NET", "aliases": ["ASP.NET"], "exact": true},
          {"name": "Project management", "translations": {"de": ["Projektleitung"], "fr": ["gestion de projet"]}},
          {"name": "Management"},
          {"name": "E-bike service"},
          {"name": "CI/CD"},
          {"name": "Brakes", "translations": {"de": ["Bremsen"], "fr": ["freins"]}}, // trailing commas and comments are fine
        ]
        """);

    [Theory]
    [InlineData("Excel for beginners", "Excel")]
    [InlineData("How to excel at work, and Excelsior", "")]
    [InlineData("Pivot tables", "")]
    [InlineData("pivot tables", "Excel")]
    [InlineData("Go 1.26 and golang", "Go")]
    [InlineData("Let it go, Gopher", "")]
    [InlineData("C# and .NET.", "C#,.NET")]
    [InlineData("(.NET) in ASP.NET", ".NET")]
    [InlineData("Vitamin C, C++ and C", "")]
    [InlineData("subnet, internet and net", "")]
    [InlineData("PROJECT MANAGEMENT", "Project management")]
    [InlineData("Project-management and management", "Project management,Management")]
    [InlineData("project manager", "")]
    [InlineData("e-bike-service", "E-bike service")]
    [InlineData("Our CI/CD pipeline", "CI/CD")]
    [InlineData("CI / CD", "")]
    [InlineData("Excel, Excel, Excel’s", "Excel")]
    [InlineData("", "")]
    public void Find_NamesTheSkillsInTheText(string text, string expected) => Assert.Equal(expected, string.Join(',', List.Find(text, "en")));

    [Theory]
    [InlineData("de", "Projektleitung und Bremsen", "Project management,Brakes")]
    [InlineData("fr", "Projektleitung und Bremsen", "")]
    [InlineData("fr", "La gestion de projet et les freins", "Project management,Brakes")]
    [InlineData(null, "Bremsen, freins", "Brakes")]
    [InlineData("de", "Brakes", "Brakes")]
    public void Find_LooksForTheWordsOfTheLanguage(string? language, string text, string expected) => Assert.Equal(expected, string.Join(',', List.Find(text, language)));

    [Theory]
    [InlineData("excel", "Excel")]
    [InlineData(" c ", "C")]
    [InlineData("ci/cd", "CI/CD")]
    [InlineData("Gestion de projet", "Project management")]
    [InlineData("project", "")]
    public void Tagged_NamesTheSkillsThatTagsAreWordsFor(string tag, string expected) => Assert.Equal(expected, string.Join(',', List.Tagged([tag])));

    [Theory]
    [InlineData("""[{"name": " "}]""", "Skill number 1 has no name.")]
    [InlineData("""[{"name": "Sales"}, {"name": "sales"}]""", "'Sales' is in the list 2 times, as number 1 and 2. Keep one.")]
    [InlineData("""[{"name": "Sales", "aliases": ["CRM"]}, {"name": "Service", "aliases": ["crm"]}]""", "'CRM' is a word for 'Sales' and 'Service'. Leave it with one.")]
    [InlineData("""[{"name": "Sales", "aliases": [""]}]""", "'Sales': one of its words is empty.")]
    [InlineData("""[{"name": "Sales", "aliases": ["because"]}]""", "'Sales': 'because' is one of the commonest words of its language. Make the skill exact, or leave the word out.")]
    [InlineData("""[{"name": "Sales", "translations": {"de": ["nicht"]}}]""", "'Sales': 'nicht' is one of the commonest words of its language. Make the skill exact, or leave the word out.")]
    [InlineData("""[{"name": "Go"}]""", "'Go': 'Go' is too short to be found whatever its case. Make the skill exact.")]
    [InlineData("""[{"name": "Sales", "aliases": ["#sales"]}]""", "'Sales': '#sales' starts with neither a letter, a digit nor a dot.")]
    [InlineData("""[{"name": "Sales", "translations": {"German": ["Verkauf"]}}]""", "'Sales': 'German' is no language. Use its two letters, as in 'de'.")]
    [InlineData("""[{"name": "Sales", "alias": ["selling"]}]""", "The list of skills is not as it should be at $[0].alias, line 1")]
    [InlineData("""[{"aliases": ["selling"]}]""", "The list of skills is not as it should be at $[0], line 1")]
    [InlineData("""{"skills": []}""", "The list of skills is not as it should be at $, line 1")]
    public void Parse_NamesTheEntry_WhenItIsWrong(string json, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => SkillList.Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void SampleList_IsRightAndKnowsMostOfWhatPeopleCanDo()
    {
        var samples = Path.Combine(FunctionsApp.Root, "samples");
        var list = SkillList.Parse(File.ReadAllText(Path.Combine(samples, "skills.json")));
        using var people = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(samples, "company", "people.json")));
        var skills = people.RootElement.EnumerateArray()
            .SelectMany(person => person.TryGetProperty("skills", out var skills) && skills.ValueKind == System.Text.Json.JsonValueKind.Array ? skills.EnumerateArray().Select(skill => skill.GetString()!) : [])
            .Distinct().ToList();

        Assert.InRange(list.Names.Count, 150, 200);
        Assert.InRange(skills.Count(skill => list.Tagged([skill]).Count > 0), skills.Count * 95 / 100, skills.Count);
    }
}
