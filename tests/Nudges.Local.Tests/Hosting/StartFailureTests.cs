using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Nudges.Local.Hosting;
using Nudges.Local.Tests.StandIns;

namespace Nudges.Local.Tests.Hosting;

/// <summary>What a person reads when the host cannot start: one sentence that names the thing and the cure, and exit code 2.</summary>
public sealed partial class StartFailureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nudges-start-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Nudges__Chanels", "email", "Nudges:Chanels")]
    [InlineData("Nudges__Channels", "fax", "Channels: email, smtp, teams")]
    [InlineData("Nudges__Schedule", "every day", "Nudges:Schedule")]
    [InlineData("Nudges__ItemsPerNudge", "many", "Nudges:ItemsPerNudge")]
    [InlineData("Nudges__ItemsPerNudge", "99", "a number from 1 to 10")]
    [InlineData("SendGrid__From", "learning@example.com", "SendGrid:ApiKey")]
    [InlineData("AzureWebJobsStorage", "nonsense", "AzureWebJobsStorage")]
    [InlineData("Nudges__LinkKey", "abc", "Nudges:LinkKey is not a key")]
    [InlineData("Feeds__MaxItems", "0", "MaxItems")]
    [InlineData("PATH", "/nowhere", "Node")]
    public async Task Start_NamesTheSettingAndTheCure_WhenItIsWrong(string name, string value, string named)
    {
        var (exitCode, text) = await RunAsync(["run", "--once", "--data", _folder], (name, value));

        Assert.Equal(2, exitCode);
        Assert.Contains(named, text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NamesThePort_WhenItIsTaken()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (exitCode, text) = await RunAsync(["--port", $"{port}", "--data", _folder]);

        Assert.Equal(2, exitCode);
        Assert.Contains($"Port {port} is taken", text, StringComparison.Ordinal);
        Assert.Contains("--port", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NamesTheFolder_WhenAnotherHostUsesIt()
    {
        await using var held = DataFolder.Open(_folder, fresh: false);

        var (exitCode, text) = await RunAsync(["run", "--once", "--data", _folder]);

        Assert.Equal(2, exitCode);
        Assert.Contains("--data", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port", "no")]
    [InlineData("--port", "70000")]
    [InlineData("--prot", "80")]
    [InlineData("rum", "")]
    public async Task Start_ShowsHelp_WhenTheCommandLineIsWrong(string argument, string value)
    {
        var (exitCode, text) = await RunAsync([argument, value]);

        Assert.NotEqual(0, exitCode);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.Contains(argument.TrimStart('-'), text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--employees", "9999999999", "1 to 5000000")]
    [InlineData("--employees", "0", "1 to 5000000")]
    [InlineData("--seed", "9999999999", "1 to 2147483647")]
    public async Task Start_NamesTheRange_WhenANumberIsOutOfIt(string argument, string value, string range)
    {
        var (exitCode, text) = await RunAsync([argument, value]);

        Assert.NotEqual(0, exitCode);
        Assert.Contains($"{argument} is a number from {range}.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", "--site must be an address")]
    [InlineData("http://127.0.0.1:1/", "No host answers at http://127.0.0.1:1/.")]
    public async Task Redrive_NamesTheSite_WhenNoHostIsThere(string site, string said)
    {
        var (exitCode, text) = await RunAsync(["redrive", "daily-2026-11-26", "--site", site]);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(said, text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redrive_SaysWhatIsSentAgain()
    {
        await using var host = await FixedAnswer.StartAsync(202, """{"batches":2,"nudges":1100}""");

        var (exitCode, text) = await RunAsync(["redrive", "daily-2026-11-26", "--site", host.Address.AbsoluteUri]);

        Assert.Equal(0, exitCode);
        Assert.Contains("1,100 nudges in 2 batches are sent again.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData(300, 1)]
    public async Task Folder_SaysWhoseItIs_WhenItIsUsedForOtherPeople(int? employees, int seed)
    {
        var first = new LocalOptions { Folder = _folder };
        await using (var folder = DataFolder.Open(_folder, fresh: false))
        {
            Assert.Null(folder.NoteCompany(first));
            Assert.Null(folder.NoteCompany(first));
            var said = folder.NoteCompany(first with { Employees = employees, Seed = seed });
            Assert.Contains(_folder, said, StringComparison.Ordinal);
            Assert.Contains("--fresh", said, StringComparison.Ordinal);
            Assert.Contains("--seed 1", said, StringComparison.Ordinal);
        }

        await using var again = DataFolder.Open(_folder, fresh: true);
        Assert.Null(again.NoteCompany(first with { Employees = employees, Seed = seed }));
    }

    private static async Task<(int ExitCode, string Text)> RunAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        using var process = LocalProgram.Start(arguments, environment);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return (process.ExitCode, Space().Replace(await output + await error, " "));
    }

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex Space();
}
