using System.Runtime.CompilerServices;
using Akka.Actor;
using Platone.Actors.GridOperations.Operators;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Node;
using Platone.Host.Pbm.Cmd;
using Platone.Host.Pbm.Server;

namespace Platone.Host.Pbm.Palettes;

/// <summary>
/// <c>grid</c>: what the grid operators said of awards. There is no power flow, state estimation or congestion forecast in a node yet,
/// and the answers say so.
/// </summary>
internal static class GridPalette
{
    private const string NoPowerFlow = "No power flow runs yet: where the method is passthrough, awards were accepted as they are.";
    private const int EventsAtOnce = 500;

    private static readonly CommandDefinition State = new CommandDefinitionBuilder().WithName("state")
        .WithDescription("Lists the networks: rounds validated, the last session, by which method, and what became of its awards.").Build();

    private static readonly CommandDefinition Congestions = new CommandDefinitionBuilder().WithName("congestions")
        .WithDescription("Lists the awards a grid operator limited or rejected, with the branch or bus that binds.").Build();

    /// <summary>The palette.</summary>
    public static CommandPalette Palette { get; } = new("grid", [State, Congestions]);

    /// <summary>The palette with its handler.</summary>
    public static CommandPaletteHandler Handler(PlatoneNode node) =>
        new PaletteHandler(Palette, Props.Create(() => new GridActor(node)));

    private sealed class GridActor : PaletteActor
    {
        private readonly PlatoneNode _node;

        public GridActor(PlatoneNode node)
            : base(Palette)
        {
            _node = node;
            Answer(State, StateAsync);
            Answer(Congestions, CongestionsAsync);
        }

        private async IAsyncEnumerable<CommandResponse> StateAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var networks = await NetworksAsync(cancellation);
            foreach (var network in networks)
            {
                var (rounds, last) = (0, (AwardsValidated?)null);
                await foreach (var validated in ValidatedAsync(network, cancellation))
                    (rounds, last) = (rounds + 1, validated);
                yield return new RowResponse(("network", network.Value), ("rounds", rounds), ("session", last?.Session.Value),
                    ("round", last?.Round), ("method", last?.Method.ToString().ToLowerInvariant()),
                    ("accepted", Count(last, Finding.Accepted)), ("limited", Count(last, Finding.Limited)),
                    ("rejected", Count(last, Finding.Rejected)));
            }

            yield return new LineResponse($"Count: {networks.Count} networks");
            yield return new LineResponse(NoPowerFlow);
        }

        private async IAsyncEnumerable<CommandResponse> CongestionsAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var count = 0;
            foreach (var network in await NetworksAsync(cancellation))
            {
                await foreach (var validated in ValidatedAsync(network, cancellation))
                {
                    foreach (var verdict in validated.Verdicts.Where(v => v.Finding != Finding.Accepted))
                    {
                        count++;
                        yield return new RowResponse(("network", network.Value), ("session", validated.Session.Value),
                            ("round", validated.Round), ("request", verdict.Award.Request.Value), ("offer", verdict.Award.Offer.Value),
                            ("finding", verdict.Finding.ToString().ToLowerInvariant()), ("binding", verdict.Binding));
                    }
                }
            }

            yield return new LineResponse($"Count: {count} awards");
            yield return new LineResponse(NoPowerFlow);
        }

        // The networks anything is known of: those of sessions and of communities.
        private async Task<IReadOnlyList<NetworkId>> NetworksAsync(CancellationToken cancellation)
        {
            var networks = new SortedSet<NetworkId>();
            await foreach (var session in Pages.AllAsync(p => _node.MarketScd.SessionsAsync(null, p, cancellation)))
                networks.Add(session.Terms.Network);
            await foreach (var community in Pages.AllAsync(p => _node.Scd.CommunitiesAsync(p, cancellation)))
                networks.Add(community.Network);
            return [.. networks];
        }

        private async IAsyncEnumerable<AwardsValidated> ValidatedAsync(
            NetworkId network, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var stream = $"{GridOperatorCommand.EntityKind}-{network}";
            for (long after = 0; ;)
            {
                var entries = await _node.JournalRows.StreamAsync(stream, after, EventsAtOnce, cancellation);
                if (entries.Count == 0)
                    yield break;
                foreach (var validated in entries.Select(e => e.Event).OfType<AwardsValidated>())
                    yield return validated;
                after = entries[^1].Id.SequenceNr;
            }
        }

        private static int? Count(AwardsValidated? validated, Finding finding) => validated?.Verdicts.Count(v => v.Finding == finding);
    }
}
