using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Platone.Host.Node;

/// <summary>One entry of the node's log.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Level">How grave.</param>
/// <param name="Source">Who said it.</param>
/// <param name="Text">What; of a fault its first line, too.</param>
internal sealed record LogLine(DateTimeOffset At, LogLevel Level, string Source, string Text);

/// <summary>Keeps the last entries of the node's log, and hands new ones to whoever follows it.</summary>
/// <param name="capacity">How many entries.</param>
/// <param name="clock">The clock.</param>
internal sealed class RecentLog(int capacity, TimeProvider clock) : ILoggerProvider
{
    private const int MostWaiting = 1000;

    private readonly Lock _sync = new();
    private readonly Queue<LogLine> _lines = new();
    private ImmutableArray<ChannelWriter<LogLine>> _followers = [];

    /// <summary>The last entries, the oldest first.</summary>
    /// <param name="most">At most so many.</param>
    public IReadOnlyList<LogLine> Last(int most)
    {
        lock (_sync)
            return [.. _lines.TakeLast(most)];
    }

    /// <summary>Entries from now on. A follower that is far behind misses some.</summary>
    public async IAsyncEnumerable<LogLine> FollowAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var entries = Channel.CreateBounded<LogLine>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_sync)
            _followers = _followers.Add(entries.Writer);
        try
        {
            await foreach (var entry in entries.Reader.ReadAllAsync(cancellation))
                yield return entry;
        }
        finally
        {
            lock (_sync)
                _followers = _followers.Remove(entries.Writer);
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Source(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
        // It holds nothing but memory.
    }

    private void Add(LogLevel level, string source, string text)
    {
        var line = new LogLine(clock.GetUtcNow(), level, source, text);
        lock (_sync)
        {
            if (_lines.Count == capacity)
                _lines.Dequeue();
            _lines.Enqueue(line);
            foreach (var follower in _followers)
                follower.TryWrite(line);
        }
    }

    private sealed class Source(RecentLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var text = formatter(state, exception);
            var whole = exception is null ? text : $"{text}: {exception.GetType().Name}: {exception.Message}";
            log.Add(logLevel, name, whole.ReplaceLineEndings(" "));
        }
    }
}
