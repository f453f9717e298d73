using Microsoft.Extensions.Logging.Console;

namespace Platone.Host.Node;

/// <summary>The node's log: one line an entry, on standard error, so that standard output stays for facts.</summary>
internal static class NodeLog
{
    /// <summary>A log from a level on. ASP.NET's own chatter about requests and its start stays out below warnings.</summary>
    /// <param name="level">What is logged at least.</param>
    /// <param name="recent">Keeps the last entries, for <c>pbm log</c>; null for none.</param>
    public static ILoggerFactory Create(LogLevel level, RecentLog? recent) => LoggerFactory.Create(logging =>
    {
        if (recent is not null)
            logging.AddProvider(recent);
        logging.SetMinimumLevel(level);
        logging.AddFilter("Microsoft", level < LogLevel.Warning ? LogLevel.Warning : level);
        // What keeps the server from starting is the caller's to say, once.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.ColorBehavior = LoggerColorBehavior.Default;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });
}
