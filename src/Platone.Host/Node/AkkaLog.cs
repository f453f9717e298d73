using Akka.Actor;
using Akka.Event;

namespace Platone.Host.Node;

/// <summary>Hands what the actor system logs to the node's log.</summary>
internal static class AkkaLog
{
    private static readonly Func<string, Exception?, string> Text = (message, _) => message;

    /// <summary>Begins to hand on what is logged from now on.</summary>
    public static void Attach(ActorSystem system, ILoggerFactory loggers)
    {
        var log = system.ActorOf(Props.Create(() => new Listener(loggers)), "log");
        system.EventStream.Subscribe(log, typeof(LogEvent));
    }

    private static void Write(ILoggerFactory loggers, LogEvent entry)
    {
        var level = entry.LogLevel() switch
        {
            Akka.Event.LogLevel.DebugLevel => Microsoft.Extensions.Logging.LogLevel.Debug,
            Akka.Event.LogLevel.InfoLevel => Microsoft.Extensions.Logging.LogLevel.Information,
            Akka.Event.LogLevel.WarningLevel => Microsoft.Extensions.Logging.LogLevel.Warning,
            _ => Microsoft.Extensions.Logging.LogLevel.Error,
        };
        loggers.CreateLogger(entry.LogClass.FullName ?? "Akka").Log(level, default, $"{entry.Message} ({entry.LogSource})", entry.Cause, Text);
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(ILoggerFactory loggers) => Receive<LogEvent>(entry => Write(loggers, entry));
    }
}
