using Nudges.Local.Evaluation;

namespace Nudges.Local.Tests.Evaluation;

public sealed class EvaluatorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Evaluate_CountsWhatIsFound_BesideThreeBaselines()
    {
        var set = Read(
            """
            {"id":"cats","title":"Keeping cats","text":"cats purr","tags":["pets"],"published":"2020-01-02"}
            {"id":"kittens","title":"Raising kittens","text":"cats purr softly"}
            {"id":3,"title":"Welding steel","text":"arc and steel"}
            {"id":"secret","title":"Cats purr","candidate":false}
            """,
            """
            {"id":"a","profile":"","tags":[],"liked":["cats"],"heldout":["kittens"]}
            {"id":"b","liked":[3,"cats"]}
            """);

        var report = Evaluator.Evaluate(set, [1, 2], _ => { });

        Assert.Equal((4, 3, 2, 1), (report.Items, report.Candidates, report.People, report.Evaluated));
        Assert.Equal(["product", "popularity", "bm25", "cosine"], report.Rankers.Keys);
        Assert.All(["product", "bm25", "cosine"], name => Assert.Equal((1, 1, 1), (report.Rankers[name].Recall[2], report.Rankers[name].HitRate[2], Math.Ceiling(report.Rankers[name].Ndcg[2]))));
        Assert.Equal((0, 0, 0), (report.Rankers["popularity"].Recall[1], report.Rankers["popularity"].Ndcg[1], report.Rankers["popularity"].HitRate[1]));
    }

    [Fact]
    public void Ndcg_IsTheGainOfTheHitsByTheBestThereIs()
    {
        var set = Read(
            """
            {"id":"a"}
            {"id":"b"}
            {"id":"c"}
            """,
            """
            {"id":"1","liked":["a","b"]}
            {"id":"2","liked":["a"]}
            {"id":"3","heldout":["b","c"]}
            """);

        var popularity = Evaluator.Evaluate(set, [2], _ => { }).Rankers["popularity"];

        Assert.Equal((1 / Math.Log2(3)) / (1 + (1 / Math.Log2(3))), popularity.Ndcg[2], precision: 12);
        Assert.Equal(0.5, popularity.Recall[2]);
    }

    [Theory]
    [InlineData("{\"id\":\"a\"}\n{\"id\":\"a\"}", "{\"id\":\"p\"}", "items.jsonl:2: the id 'a' is there twice.")]
    [InlineData("{\"id\":\"a\"}", "{\"id\":\"p\",\"liked\":[\"b\"]}", "people.jsonl:1: there is no item 'b' in ")]
    [InlineData("{\"id\":\"a\"}", "{\"id\":\"p\",\"heldout\":[null]}", "people.jsonl:1: there is no item '' in ")]
    [InlineData("{\"id\":\"a\"}\n{\"id\":\"b\",\"published\":\"soon\"}", "", "items.jsonl:2: 'soon' is no date, as 2026-11-30 is. Correct 'published'")]
    [InlineData("{\"id\":\"a\",\"tags\":5}", "", "items.jsonl:1: It is of another kind than is expected. Correct 'tags'")]
    [InlineData("{\"id\":\"a\"}", "{\"id\":\"p\"}\n\n{\"id\":\"p\"}", "people.jsonl:3: the id 'p' is there twice.")]
    [InlineData("{\"title\":\"a\"}", "", "items.jsonl:1: ")]
    [InlineData("nonsense", "", "items.jsonl:1: ")]
    [InlineData("{\"id\":\"a\"}", "{\"id\":\"p\",\"liked\":[\"a\"]}", "people.jsonl holds anything out")]
    public void Read_NamesFileAndLine_WhenSomethingIsWrong(string items, string people, string said)
    {
        var message = Assert.Throws<EvaluationException>(() => Read(items, people)).Message;

        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_Tells_WhatNoRankingCanFind()
    {
        var told = new List<string>();
        var set = Read(
            """
            {"id":"a"}
            {"id":"b","candidate":false}
            """,
            """{"id":"p","liked":["a"],"heldout":["a","b"]}""");

        var report = Evaluator.Evaluate(set, [1], told.Add);

        Assert.Equal(2, report.Unreachable);
        Assert.StartsWith("2 held-out items are no candidates", told[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_RanksForWhomNothingIsKnown_WhatOthersLike()
    {
        var set = Read(
            """
            {"id":"a","title":"Docker"}
            {"id":"b","title":"Bread"}
            """,
            string.Join('\n', Enumerable.Range(0, 9).Select(number => $$"""{"id":"{{number}}","liked":[{{(number < 5 ? "\"b\"" : "")}}]}""").Append("""{"id":"p","heldout":["b"]}""")));

        Assert.Equal(1, Evaluator.Evaluate(set, [1], _ => { }).Rankers["product"].Recall[1]);
    }

    [Fact]
    public void Read_TakesNullForWhatMayBeAbsent()
    {
        var set = Read(
            """
            {"id":"a","title":null,"text":null,"tags":["Docker",null],"published":"2004","candidate":null}
            {"id":"b","title":"Docker again","tags":null,"published":""}
            """,
            """{"id":"p","profile":null,"tags":["Docker",null],"liked":null,"heldout":["a"]}""");

        var report = Evaluator.Evaluate(set, [1], _ => { });

        Assert.Equal((2, 1), (report.Candidates, report.Evaluated));
        Assert.Equal(new DateTimeOffset(2004, 1, 1, 0, 0, 0, TimeSpan.Zero), set.Items[0].Published);
    }

    [Fact]
    public void Read_NamesTheFile_WhenThereIsNone() =>
        Assert.Contains("items.jsonl", Assert.Throws<EvaluationException>(() => EvaluationSet.Read(File("items.jsonl"), File("people.jsonl"))).Message, StringComparison.Ordinal);

    private EvaluationSet Read(string items, string people)
    {
        System.IO.File.WriteAllText(File("items.jsonl").FullName, items);
        System.IO.File.WriteAllText(File("people.jsonl").FullName, people);
        return EvaluationSet.Read(File("items.jsonl"), File("people.jsonl"));
    }

    private FileInfo File(string name) => new(Path.Combine(_folder.FullName, name));
}
