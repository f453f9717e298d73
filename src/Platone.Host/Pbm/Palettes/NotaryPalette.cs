using System.Runtime.CompilerServices;
using Akka.Actor;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Node;
using Platone.Host.Pbm.Cmd;
using Platone.Host.Pbm.Server;
using Platone.Host.Rest.Json;

namespace Platone.Host.Pbm.Palettes;

/// <summary><c>notary</c>: the Merkle log.</summary>
internal static class NotaryPalette
{
    private const string StreamArgument = "persistence-id";
    private const string NumberArgument = "sequence-nr";

    private static readonly CommandDefinition Status = new CommandDefinitionBuilder().WithName("status")
        .WithDescription("Shows the log: leaves, the journal position of the last, the newest seal, the verifier key.").Build();

    private static readonly CommandDefinition Seal = new CommandDefinitionBuilder().WithName("seal")
        .WithDescription("Seals what is pending now by a signed checkpoint.").Build();

    private static readonly CommandDefinition Proof = new CommandDefinitionBuilder().WithName("proof")
        .WithDescription("Shows the proof bundle of an event, for platone verify.")
        .WithArgument(b => b.Is(StreamArgument, 'p', "The entity's stream, such as pod-….")
            .IsMandatory(true))
        .WithArgument(b => b.Is(NumberArgument, 'n', "The event's number there, 1 and up.")
            .IsMandatory(true))
        .Build();

    /// <summary>The palette.</summary>
    public static CommandPalette Palette { get; } = new("notary", [Status, Seal, Proof]);

    /// <summary>The palette with its handler.</summary>
    public static CommandPaletteHandler Handler(PlatoneNode node) =>
        new PaletteHandler(Palette, Props.Create(() => new NotaryActor(node)));

    private sealed class NotaryActor : PaletteActor
    {
        private readonly PlatoneNode _node;

        public NotaryActor(PlatoneNode node)
            : base(Palette)
        {
            _node = node;
            Answer(Status, StatusAsync);
            Answer(Seal, SealAsync);
            Answer(Proof, ProofAsync);
        }

        private async IAsyncEnumerable<CommandResponse> StatusAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var (size, ordering) = await _node.Notary.HeadAsync(cancellation);
            var seal = (await _node.Notary.SealsAsync(0, cancellation)).LastOrDefault();
            yield return new RowResponse(("leaves", size), ("ordering", ordering), ("sealed", seal?.TreeSize ?? 0),
                ("sealedAt", seal is null ? null : UtcTime.Text(seal.SealedAt)), ("root", seal?.RootHex),
                ("verifierKey", await _node.Notary.VerifierKeyAsync(cancellation)));
        }

        private async IAsyncEnumerable<CommandResponse> SealAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await _node.Notary.SealAsync(cancellation);
            await foreach (var row in StatusAsync(arguments, cancellation))
                yield return row;
        }

        private async IAsyncEnumerable<CommandResponse> ProofAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var id = new Actors.Kernel.Identity.EventId(arguments.Text(StreamArgument)!, arguments.Whole(NumberArgument, 1, int.MaxValue));
            string? bundle;
            try
            {
                bundle = await _node.Notary.BundleAsync(id, null, cancellation);
            }
            catch (ErasedSubjectException e)
            {
                throw RefusalException.No($"{id} was erased: {e.Message}");
            }

            yield return new LineResponse(bundle ?? throw RefusalException.No($"there is no event {id}, or no checkpoint covers it yet"));
        }
    }
}
