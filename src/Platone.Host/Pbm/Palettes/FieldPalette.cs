using System.Runtime.CompilerServices;
using Akka.Actor;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Node;
using Platone.Actors.Scd.Metering.LightNodes;
using Platone.Host.Pbm.Cmd;
using Platone.Host.Pbm.Server;
using Platone.Host.Rest.Json;

namespace Platone.Host.Pbm.Palettes;

/// <summary><c>field</c>: light nodes, and which of them say nothing.</summary>
internal static class FieldPalette
{
    private const string SerialArgument = "serial";
    private const int MostRows = 10_000;

    private static readonly CommandDefinition Nodes = new CommandDefinitionBuilder().WithName("nodes")
        .WithDescription("Lists the light nodes: serial, pseudonym, POD, when last seen, readings, silent or not.").Build();

    private static readonly CommandDefinition Node = new CommandDefinitionBuilder().WithName("node")
        .WithDescription("Shows a light node.")
        .WithArgument(b => b.Is(SerialArgument, 'i', "Its serial, or its pseudonym.")
            .IsMandatory(true))
        .Build();

    private static readonly CommandDefinition Silent = new CommandDefinitionBuilder().WithName("silent")
        .WithDescription("Lists the light nodes that are silent: platone.metering.silent-after.").Build();

    /// <summary>The palette.</summary>
    public static CommandPalette Palette { get; } = new("field", [Nodes, Node, Silent]);

    /// <summary>The palette with its handler.</summary>
    public static CommandPaletteHandler Handler(PlatoneNode node) =>
        new PaletteHandler(Palette, Props.Create(() => new FieldActor(node)));

    private sealed class FieldActor : PaletteActor
    {
        private readonly PlatoneNode _node;

        public FieldActor(PlatoneNode node)
            : base(Palette)
        {
            _node = node;
            Answer(Nodes, (_, cancellation) => ListAsync(_ => true, cancellation));
            Answer(Node, NodeAsync);
            Answer(Silent, (_, cancellation) => ListAsync(n => n.IsSilent, cancellation));
        }

        private async IAsyncEnumerable<CommandResponse> ListAsync(
            Func<LightNodeRow, bool> isWanted, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var count = 0;
            await foreach (var node in Pages.AllAsync(p => _node.Scd.LightNodesAsync(null, p, cancellation)))
            {
                if (isWanted(node) && count++ < MostRows)
                    yield return Row(node);
            }

            yield return new LineResponse($"Count: {count} light nodes{(count <= MostRows ? "" : $", {MostRows} of them above")}");
        }

        private async IAsyncEnumerable<CommandResponse> NodeAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var text = arguments.Text(SerialArgument)!;
            var pseudonym = _node.Directory.Find(DirectoryKind.LightNode, text) ?? (Pseudonym.TryParse(text, out var given) ? given : null);
            var node = pseudonym is { } id ? await _node.Scd.LightNodeAsync(new LightNodeId(id), cancellation) : null;
            yield return Row(node ?? throw RefusalException.No($"there is no light node {text}"));
            yield return new RowResponse(("refused", node.Refused), ("keyed", node.IsKeyed), ("badSignatures", node.BadSignatures),
                ("keyRevokedAt", Time(node.KeyRevokedAt)), ("validFrom", UtcTime.Text(node.ValidFrom)),
                ("clockSkewSeconds", node.ClockSkew?.TotalSeconds), ("openUntil", Time(node.OpenUntil)),
                ("alarms", string.Join(", ", node.Alarms)));
        }

        private RowResponse Row(LightNodeRow node) => new(("serial", _node.Directory.Reveal(DirectoryKind.LightNode, node.Node.Pseudonym)),
            ("node", node.Node.ToString()), ("pod", node.Pod.ToString()), ("lastSeen", Time(node.LastSeen)), ("readings", node.Readings),
            ("state", node.IsSilent ? "silent" : ""));

        private static string? Time(DateTimeOffset? at) => at is { } value ? UtcTime.Text(value) : null;
    }
}
