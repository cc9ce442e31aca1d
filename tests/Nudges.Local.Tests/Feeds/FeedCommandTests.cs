using System.Diagnostics;
using System.Text.Json;

namespace Nudges.Local.Tests.Feeds;

/// <summary>The command as people and programs call it: another process.</summary>
public sealed class FeedCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("feeds");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Feed_PrintsALineForEachItemAndForEachProblem_InTheOrderOfTheDocuments()
    {
        Write("b.rss", Feed.Rss("<item><title>Zwölf</title><link>https://weekly.example/1</link></item><item><title>Two</title></item>"));
        Write("a.xml", "");
        Write("c.txt", "not looked at");
        Write("inner/d.json", """{"items":[{"title":"Three"}]}""");

        var (code, output, _) = await RunAsync("--json", _folder.FullName, "no-such-file.xml");

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal(0, code);
        Assert.Equal(["a.xml", "b.rss", "b.rss", "d.json", "no-such-file.xml"], lines.Select(line => Path.GetFileName(line.GetProperty("source").GetString())));
        Assert.EndsWith("a.xml is empty.", lines[0].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal("no-such-file.xml does not exist.", lines[4].GetProperty("error").GetString());
        Assert.Equal("Zwölf", lines[1].GetProperty("title").GetString());
        Assert.Equal(
            ["source", "id", "title", "url", "published", "updated", "authors", "summary", "content", "tags", "language", "enclosures"],
            lines[3].EnumerateObject().Select(property => property.Name));
    }

    [Theory]
    [InlineData("true", 0)]
    [InlineData("false", 1)]
    public async Task Feed_AsksAPrivateAddress_OnlyWhereTheSettingAllowsIt(string allow, int expected)
    {
        await using var server = await FeedServer.StartAsync(context => context.Response.Body.WriteAsync("<rss><channel><item><title>One</title></item></channel></rss>"u8.ToArray()).AsTask());

        var (code, output, _) = await RunAsync(new Dictionary<string, string> { ["Feeds__AllowPrivateAddresses"] = allow }, server.Address.AbsoluteUri);

        Assert.Equal(expected, code);
        Assert.Equal(expected == 0, output.Contains("1 item", StringComparison.Ordinal));
        Assert.Equal(expected == 0 ? 1 : 0, server.Requests);
    }

    [Fact]
    public async Task Feed_SaysWhatItNeeds_WhenItIsGivenNothing()
    {
        var (code, _, error) = await RunAsync();

        Assert.Equal(1, code);
        Assert.Contains("Required argument missing", error, StringComparison.Ordinal);
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync([], arguments);

    private static async Task<(int Code, string Output, string Error)> RunAsync(Dictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(StartFailedException).Assembly.Location, "feed", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }
}
