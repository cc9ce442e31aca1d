using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Nudges.Local.Tests.StandIns;

/// <summary>Every line that is logged, with its exception.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SemaphoreSlim _logged = new(0);

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Add($"{formatter(state, exception)} {exception}");

    /// <summary>Waits until the lines are as asked for.</summary>
    public async Task UntilAsync(Func<IReadOnlyCollection<string>, bool> condition)
    {
        while (!condition(Lines))
        {
            await _logged.WaitAsync();
        }
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Dispose() => _logged.Dispose();

    private void Add(string line)
    {
        _lines.Enqueue(line);
        _logged.Release();
    }
}
