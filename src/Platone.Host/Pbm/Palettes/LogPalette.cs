using System.Runtime.CompilerServices;
using Akka.Actor;
using Platone.Host.Node;
using Platone.Host.Pbm.Cmd;
using Platone.Host.Pbm.Server;
using Platone.Host.Rest.Json;

namespace Platone.Host.Pbm.Palettes;

/// <summary><c>log</c>: what this node logs, from its level (<c>platone.logging.level</c>) on.</summary>
internal static class LogPalette
{
    private const string CountArgument = "count";
    private const string MessageArgument = "message";
    private const string LevelArgument = "level";

    private static readonly CommandDefinition Tail = new CommandDefinitionBuilder().WithName("tail")
        .WithDescription("Shows what the node logs, as it logs it.").IsStreaming().Build();

    private static readonly CommandDefinition Peek = new CommandDefinitionBuilder().WithName("peek")
        .WithDescription("Shows the last entries of the node's log.")
        .WithArgument(b => b.Is(CountArgument, 'n', "How many.").WithDefaultValue("20"))
        .Build();

    private static readonly CommandDefinition Write = new CommandDefinitionBuilder().WithName("write")
        .WithDescription("Writes an entry into the node's log.")
        .WithArgument(b => b.Is(MessageArgument, 'm', "What.").IsMandatory(true))
        .WithArgument(b => b.Is(LevelArgument, 'l', "How grave.")
            .WithDefaultValues("debug", "information", "warning", "error").WithDefaultValue("warning"))
        .Build();

    /// <summary>The palette.</summary>
    public static CommandPalette Palette { get; } = new("log", [Tail, Peek, Write]);

    /// <summary>The palette with its handler.</summary>
    /// <param name="log">The log, to read.</param>
    /// <param name="loggers">The log, to write to.</param>
    public static CommandPaletteHandler Handler(RecentLog log, ILoggerFactory loggers) =>
        new PaletteHandler(Palette, Props.Create(() => new LogActor(log, loggers)));

    private sealed class LogActor : PaletteActor
    {
        private const int MostCharacters = 1000;

        private readonly RecentLog _log;
        private readonly ILogger _logger;

        public LogActor(RecentLog log, ILoggerFactory loggers)
            : base(Palette)
        {
            (_log, _logger) = (log, loggers.CreateLogger("operator"));
            Answer(Tail, TailAsync);
            Answer(Peek, PeekRows);
            Answer(Write, WriteRows);
        }

        private async IAsyncEnumerable<CommandResponse> TailAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await foreach (var line in _log.FollowAsync(cancellation))
                yield return Row(line);
        }

        private IEnumerable<CommandResponse> PeekRows(CommandArguments arguments)
        {
            foreach (var line in _log.Last(arguments.Whole(CountArgument, 1, 10_000)))
                yield return Row(line);
        }

        private IEnumerable<CommandResponse> WriteRows(CommandArguments arguments)
        {
            var (text, name) = (arguments.Text(MessageArgument)!, arguments.Text(LevelArgument)!);
            if (!Enum.TryParse<LogLevel>(name, ignoreCase: true, out var level) || level is LogLevel.None || int.TryParse(name, out _))
                throw RefusalException.BadInput($"{LevelArgument} must be debug, information, warning or error, not '{name}'");
            if (text.Length > MostCharacters || text.Any(char.IsControl))
                throw RefusalException.BadInput($"{MessageArgument} must be at most {MostCharacters} printable characters");
            _logger.Log(level, "{Message}", text);
            yield return new LineResponse("written");
        }

        private static RowResponse Row(LogLine line) => new(
            ("at", UtcTime.Text(line.At)), ("level", line.Level.ToString().ToLowerInvariant()),
            ("source", line.Source), ("text", line.Text));
    }
}
