using CsCheck;
using Nudges.Campaigns.Audiences.Filters;
using Nudges.People;

namespace Nudges.Tests.Campaigns;

public sealed class FilterTests
{
    private static readonly DateOnly Today = new(2026, 11, 25);

    private static readonly Person Ada = new()
    {
        Id = new PersonId("ada"),
        DisplayName = "Ada",
        Department = "Engineering",
        JobTitle = "Senior Software Engineer",
        Country = "DE",
        Language = "de",
        Office = "Zu\u0308rich",
        HireDate = new DateOnly(2026, 9, 1),
        Skills = ["Kubernetes", "C#"],
    };

    private static readonly Gen<Filter> Leaf = Gen.Select(Gen.OneOf("department", "title", "skills", "language"), Gen.OneOf("de", "Engineer", "Kubernetes", "a \"b\" \\ “c”", "\u202Ede", "🚲")
        , Gen.Int[0, 3], Gen.Int[0, 200]).Select((field, value, kind, days) => kind switch
    {
        0 => new Filter.Is(FilterField.All.Single(known => known.Name == field), value),
        1 => new Filter.Contains(FilterField.All.Single(known => known.Name == field), value),
        2 => (Filter)new Filter.HiredWithin(days),
        _ => new Filter.HiredBefore(Today.AddDays(-days)),
    });

    private static readonly Gen<Filter> Any = Gen.Recursive<Filter>((depth, inner) => depth > 5
        ? Leaf
        : Gen.OneOf(Leaf, Gen.Select(inner, inner, (left, right) => (Filter)new Filter.And(left, right)),
            Gen.Select(inner, inner, (left, right) => (Filter)new Filter.Or(left, right)), inner.Select(one => (Filter)new Filter.Not(one))));

    [Theory]
    [InlineData("department = \"ENGINEERING\"", true)]
    [InlineData("department != \"Engineering\"", false)]
    [InlineData("title contains \"engineer\"", true)]
    [InlineData("skills has \"kubernetes\" and skills has \"c#\"", true)]
    [InlineData("skills has \"kube\"", false)]
    [InlineData("skills contains \"kube\"", true)]
    [InlineData("hired within 90 days", true)]
    [InlineData("hired within 84 days", false)]
    [InlineData("hired after \"2026-08-31\" and hired before \"2026-09-02\"", true)]
    [InlineData("country in (\"FR\", \"de\")", true)]
    [InlineData("office = \"Z\u00FCrich\"", true)]
    [InlineData("office = “zürich\u200F”", true)]
    [InlineData("company = \"x\" or not company = \"x\"", true)]
    [InlineData("language = \"fr\" or language = \"de\" and country = \"FR\"", false)]
    [InlineData("department = \"Engineering\" and (title contains \"engineer\" or skills has \"Kubernetes\") and hired within 90 days and country in (\"DE\",\"FR\") and not language = \"fr\"", true)]
    public void Holds_AsTheLanguageSays(string text, bool holds) => Assert.Equal(holds, Read(text).Holds(Ada, Today));

    [Theory]
    [InlineData("departmnt = \"x\"", 1, "Did you mean department?")]
    [InlineData("department : \"x\"", 12, "':'")]
    [InlineData("department = x", 14, "a text in quotes")]
    [InlineData("department = \"x", 14, "no closing quote")]
    [InlineData("skills = \"x\"", 8, "'has'")]
    [InlineData("hired within many days", 14, "whole number")]
    [InlineData("hired within 99999999999 days", 14, "whole number")]
    [InlineData("hired after \"yesterday\"", 13, "2026-01-31")]
    [InlineData("(department = \"x\"", 18, "')'")]
    [InlineData("department = \"x\" country = \"y\"", 18, "'and'")]
    [InlineData("department = \" \"", 14, "characters")]
    [InlineData("", 1, "a field")]
    public void Parse_SaysWhereAndWhat_WhenItIsWrong(string text, int position, string says)
    {
        var wrong = Assert.IsType<FilterResult.Wrong>(FilterParser.Parse(text));

        Assert.Equal(position, wrong.Position);
        Assert.Contains(says, wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_Refuses_WhenItIsTooLongOrTooDeep()
    {
        Assert.IsType<FilterResult.Wrong>(FilterParser.Parse(new string('(', FilterParser.Longest + 1)));
        Assert.Contains("inside each other", Assert.IsType<FilterResult.Wrong>(FilterParser.Parse(new string('(', 1_000))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ReadsWhatIsPrinted() => Any.Where(filter => filter.ToString().Length < 1_000).Sample(
        filter => FilterParser.Parse(filter.ToString()) is FilterResult.Wrong { Error: var error }
            ? error.Contains("inside each other", StringComparison.Ordinal)
            : Read(filter.ToString()) == filter, iter: 2_000);

    [Fact]
    public void Not_KeepsDeMorgansLaws() => Gen.Select(Any, Any).Sample((left, right) =>
        new Filter.Not(new Filter.And(left, right)).Holds(Ada, Today) == new Filter.Or(new Filter.Not(left), new Filter.Not(right)).Holds(Ada, Today), iter: 2_000);

    [Fact]
    public void Parse_AlwaysAnswers_WhenTheTextIsNoise() => Gen.OneOf(Gen.String, Gen.OneOf("department", "=", "(", ")", "\"a\"", "not", "and", "in", "hired", ",", "90", "\\", "\"").Array[0, 40].Select(words => string.Join(' ', words)))
        .Sample(text => FilterParser.Parse(text) is not FilterResult.Wrong { Position: < 1 }, iter: 5_000);

    private static Filter Read(string text) => FilterParser.Parse(text) is FilterResult.Read read ? read.Filter : throw new InvalidOperationException(text);
}
