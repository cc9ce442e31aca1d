using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Nudges.Local.Tests.Smtp;

/// <summary>A mail server on the wire that answers each line as a test says; and takes what it says nothing of.</summary>
/// <param name="script">The answer to a line, by the number of its connection from 0; "" for the usual one, null where the connection is closed instead.</param>
internal sealed class ScriptedMailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<int, string, string?> _script;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Task _serving;

    public ScriptedMailServer(Func<int, string, string?> script)
    {
        _script = script;
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address => $"smtp://{_listener.LocalEndpoint}/";

    /// <summary>Every line that came, but those of the mails themselves.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    /// <summary>Ends when it listens no more and all connections are closed.</summary>
    private async Task ServeAsync()
    {
        List<Task> conversations = [];
        try
        {
            while (true)
            {
                conversations.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(), conversations.Count));
            }
        }
        catch (SocketException)
        {
            await Task.WhenAll(conversations);
        }
    }

    private async Task AnswerAsync(TcpClient client, int connection)
    {
        using var _ = client;
        using var reader = new StreamReader(client.GetStream());
        await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true, NewLine = "\r\n" };
        await writer.WriteLineAsync("220 mail.example");
        while (await reader.ReadLineAsync() is { } line)
        {
            _lines.Enqueue(line);
            var answer = _script(connection, line);
            if (answer is null)
            {
                return;
            }

            await writer.WriteLineAsync(answer.Length > 0 ? answer : line == "DATA" ? "354 Go on" : "250 Ok");
            if (line == "DATA")
            {
                while (await reader.ReadLineAsync() is not (null or "."))
                {
                }

                await writer.WriteLineAsync("250 Ok");
            }
        }
    }
}
