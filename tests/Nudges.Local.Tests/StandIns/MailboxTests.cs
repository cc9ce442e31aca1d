using Nudges.Local.StandIns;

namespace Nudges.Local.Tests.StandIns;

public sealed class MailboxTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nudges-mailbox-").FullName;

    private string FilePath => Path.Combine(_folder, "mailbox.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Deliver_HasLeftTheProcess_WhenItReturns()
    {
        using var mailbox = Mailbox.Open(_folder);
        mailbox.Deliver([Entry("n1"), Entry("n2")]);

        // What another process would find, had this one been killed now.
        var copy = Directory.CreateDirectory(Path.Combine(_folder, "copy")).FullName;
        File.WriteAllBytes(Path.Combine(copy, "mailbox.jsonl"), ReadWhileOpen());
        using var found = Mailbox.Open(copy);

        Assert.Equal("<p>n2 äß🙂</p>", found.Read("n2")!.Html);
        Assert.Equal(2, found.Count(_ => true).Messages);
    }

    [Fact]
    public void Open_CutsOffALineThatWasNotFinished()
    {
        using (var mailbox = Mailbox.Open(_folder))
        {
            mailbox.Deliver([Entry("n1")]);
        }

        File.AppendAllText(FilePath, "{\"id\":\"n2\",\"html\":\"" + new string('x', 5_000));
        using (var mailbox = Mailbox.Open(_folder))
        {
            mailbox.Deliver([Entry("n3")]);
        }

        Assert.DoesNotContain("xxx", File.ReadAllText(FilePath), StringComparison.Ordinal);
        using var last = Mailbox.Open(_folder);
        Assert.Equal(["n3", "n1"], last.List(_ => true, 10).Select(line => line.Id));
    }

    [Fact]
    public void Count_ShowsANudgeThatCameTwice_AlsoAfterARestart()
    {
        using (var mailbox = Mailbox.Open(_folder))
        {
            mailbox.Deliver([Entry("n1"), Entry("n2")]);
            Assert.Equal(0, mailbox.Count(_ => true).Repeated);
        }

        using var again = Mailbox.Open(_folder);
        again.Deliver([Entry("n1")]);

        var counts = again.Count(_ => true);
        Assert.Equal((3, 2, 1), (counts.Messages, counts.Nudges, counts.Repeated));
        Assert.NotNull(again.Read("n1-2"));
    }

    [Fact]
    public void Deliver_KeepsEveryMessage_OfManyAtOnce()
    {
        using var mailbox = Mailbox.Open(_folder);

        Parallel.For(0, 200, number => mailbox.Deliver([Entry($"a{number}"), Entry($"b{number}")]));

        Assert.Equal(400, mailbox.Count(_ => true).Nudges);
        Assert.All(mailbox.List(_ => true, 1_000), line => Assert.Equal($"<p>{line.Id} äß🙂</p>", mailbox.Read(line.Id)!.Html));
    }

    private byte[] ReadWhileOpen()
    {
        using var file = new FileStream(FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static MailboxEntry Entry(string nudge) => new()
    {
        Channel = "email",
        Received = DateTimeOffset.UnixEpoch,
        Nudge = nudge,
        To = $"{nudge}@larkwheel.example",
        From = "learning@larkwheel.example",
        Subject = nudge,
        MessageId = Guid.NewGuid().ToString("N"),
        Html = $"<p>{nudge} äß🙂</p>",
    };
}
