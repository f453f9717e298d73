using System.Runtime.CompilerServices;
using Akka.Actor;
using Platone.Actors.Node;
using Platone.Actors.Scd.Following;
using Platone.Host.Pbm.Cmd;
using Platone.Host.Pbm.Server;
using Platone.Host.Rest.Json;

namespace Platone.Host.Pbm.Palettes;

/// <summary><c>projection</c>: the read models.</summary>
internal static class ProjectionPalette
{
    private const string NameArgument = "name";

    private static readonly CommandDefinition List = new CommandDefinitionBuilder().WithName("list")
        .WithDescription("Lists the read models with the journal position each has reached.").Build();

    private static readonly CommandDefinition Lag = new CommandDefinitionBuilder().WithName("lag")
        .WithDescription("Counts the events each read model is behind the journal.").Build();

    private static readonly CommandDefinition Rebuild = new CommandDefinitionBuilder().WithName("rebuild")
        .WithDescription("Throws a read model away and builds it again from the journal; until then it is incomplete.")
        .WithArgument(b => b.Is(NameArgument, 'n', "The read model.").IsMandatory(true)
            .WithDefaultValues([.. ProjectionRebuild.Names]))
        .IsDestructive().Build();

    /// <summary>The palette.</summary>
    public static CommandPalette Palette { get; } = new("projection", [List, Lag, Rebuild]);

    /// <summary>The palette with its handler.</summary>
    public static CommandPaletteHandler Handler(PlatoneNode node) =>
        new PaletteHandler(Palette, Props.Create(() => new ProjectionActor(node)));

    private sealed class ProjectionActor : PaletteActor
    {
        private readonly PlatoneNode _node;

        public ProjectionActor(PlatoneNode node)
            : base(Palette)
        {
            _node = node;
            Answer(List, ListAsync);
            Answer(Lag, LagAsync);
            Answer(Rebuild, RebuildAsync);
        }

        private async IAsyncEnumerable<CommandResponse> ListAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var projections = await _node.Scd.ProjectionsAsync(cancellation);
            foreach (var projection in projections)
            {
                yield return projection.KeptFrom is { } kept
                    ? new RowResponse((NameArgument, projection.Name), ("ordering", projection.Ordering), ("kept-from", UtcTime.Text(kept)))
                    : new RowResponse((NameArgument, projection.Name), ("ordering", projection.Ordering));
            }
            yield return new LineResponse($"Count: {projections.Count} read models");
        }

        private async IAsyncEnumerable<CommandResponse> LagAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            foreach (var projection in await _node.Scd.ProjectionsAsync(cancellation))
            {
                yield return new RowResponse((NameArgument, projection.Name), ("ordering", projection.Ordering),
                    ("behind", await _node.JournalCounts.CountAsync(projection.Ordering, null, cancellation)));
            }
        }

        private async IAsyncEnumerable<CommandResponse> RebuildAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var name = arguments.Text(NameArgument)!;
            if (!ProjectionRebuild.Names.Contains(name))
                throw RefusalException.No($"there is no read model {name}; there are {string.Join(", ", ProjectionRebuild.Names)}");
            await _node.Projections.ResetAsync(name, cancellation);
            yield return new LineResponse($"{name} is being rebuilt");
        }
    }
}
