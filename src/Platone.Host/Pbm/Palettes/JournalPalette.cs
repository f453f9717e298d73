using System.Runtime.CompilerServices;
using Akka.Actor;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Node;
using Platone.Host.Pbm.Cmd;
using Platone.Host.Pbm.Server;

namespace Platone.Host.Pbm.Palettes;

/// <summary><c>journal</c>: the events, as they were stored.</summary>
internal static class JournalPalette
{
    private const string StreamArgument = "persistence-id";
    private const string FromArgument = "from";
    private const string CountArgument = "count";
    private const int EventsAtOnce = 500;

    private static readonly CommandDefinition Tail = new CommandDefinitionBuilder().WithName("tail")
        .WithDescription("Shows what is recorded in the journal, as it is recorded.").IsStreaming().Build();

    private static readonly CommandDefinition Count = new CommandDefinitionBuilder().WithName("count")
        .WithDescription("Counts the events of the journal, or of one stream.").WithArgument(b => Stream(b)).Build();

    private static readonly CommandDefinition Replay = new CommandDefinitionBuilder().WithName("replay")
        .WithDescription("Shows the events of a stream, decoded, in their order.")
        .WithArgument(b => Stream(b).IsMandatory(true))
        .WithArgument(b => b.Is(FromArgument, 'f', "The first event's number.").WithDefaultValue("1"))
        .WithArgument(b => b.Is(CountArgument, 'c', "At most so many.").WithDefaultValue("1000"))
        .Build();

    /// <summary>The palette.</summary>
    public static CommandPalette Palette { get; } = new("journal", [Tail, Count, Replay]);

    /// <summary>The palette with its handler.</summary>
    public static CommandPaletteHandler Handler(PlatoneNode node) =>
        new PaletteHandler(Palette, Props.Create(() => new JournalActor(node)));

    private static ArgumentDefinitionBuilder Stream(ArgumentDefinitionBuilder builder) =>
        builder.Is(StreamArgument, 'p', "The entity's stream, such as market-session-….");

    private sealed class JournalActor : PaletteActor
    {
        private readonly PlatoneNode _node;

        public JournalActor(PlatoneNode node)
            : base(Palette)
        {
            _node = node;
            Answer(Tail, TailAsync);
            Answer(Count, CountAsync);
            Answer(Replay, ReplayAsync);
        }

        private async IAsyncEnumerable<CommandResponse> TailAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            // Begins where some read model is: a position known to be final. The journal's very last row need not be.
            var after = (await _node.Scd.ProjectionsAsync(cancellation)).Select(p => p.Ordering).DefaultIfEmpty(0).Max();
            while (true)
            {
                var entries = await _node.Journal.ReadAsync(after, EventsAtOnce, cancellation);
                foreach (var entry in entries)
                    yield return new RowResponse(Named(entry));
                if (entries.Count == 0)
                    await _node.Journal.WaitAsync(cancellation);
                else
                    after = entries[^1].Ordering;
            }
        }

        private async IAsyncEnumerable<CommandResponse> CountAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var count = await _node.JournalCounts.CountAsync(0, arguments.Text(StreamArgument), cancellation);
            yield return new RowResponse(("events", count));
        }

        private async IAsyncEnumerable<CommandResponse> ReplayAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var stream = arguments.Text(StreamArgument)!;
            var (next, left) = (arguments.Whole(FromArgument, 1, int.MaxValue) - 1L, arguments.Whole(CountArgument, 1, 10_000));
            var shown = 0;
            while (left > 0)
            {
                var entries = await _node.JournalRows.StreamAsync(stream, next, Math.Min(left, EventsAtOnce), cancellation);
                if (entries.Count == 0)
                    break;
                foreach (var entry in entries)
                    yield return new RowResponse([.. Named(entry), ("event", entry.Event)]);
                (next, left, shown) = (entries[^1].Id.SequenceNr, left - entries.Count, shown + entries.Count);
            }

            if (shown == 0 && await _node.JournalCounts.CountAsync(0, stream, cancellation) == 0)
                throw RefusalException.No($"there is no event of {stream}");
            yield return new LineResponse(left > 0 ? $"Count: {shown} events" : $"Count: {shown} events; for more: -f {next + 1}");
        }

        private static (string Name, object? Value)[] Named(JournalEntry entry) =>
        [
            ("ordering", entry.Ordering), ("persistenceId", entry.Id.PersistenceId), ("sequenceNr", entry.Id.SequenceNr),
            ("manifest", entry.Manifest),
        ];
    }
}
