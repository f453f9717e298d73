using System.Collections.Frozen;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Scd;
using Platone.Actors.Scd.Listings;

namespace Platone.Host.Mqtt;

/// <summary>Which light nodes a participant's gateways may speak for: those of the PODs it owns or has in its portfolios.</summary>
internal sealed class GatewayScopes(IScd scd, IDirectory directory)
{
    /// <summary>The scope of a participant, as it is now.</summary>
    public async Task<GatewayScope> OpenAsync(ParticipantId participant, CancellationToken cancellation)
    {
        var scope = new GatewayScope(participant, scd, directory);
        await scope.RefreshAsync(cancellation);
        return scope;
    }
}

/// <summary>
/// The light nodes of one gateway connection. Asked for every message, so it answers from memory. It is read anew at every check of the
/// gateway (<see cref="Field.Mqtt.EmbeddedBrokerOptions.GatewayCheck"/>), whether it sends or not, so that a POD that left the portfolio is
/// out soon, for the first message after a quiet hour, too.
/// </summary>
internal sealed class GatewayScope(ParticipantId participant, IScd scd, IDirectory directory)
{
    private const int PageSize = 10_000;
    private FrozenSet<Pseudonym> _nodes = [];

    /// <summary>Whether the light node of a serial is in it.</summary>
    public bool Contains(string serial) =>
        directory.Find(DirectoryKind.LightNode, serial) is { } node && Volatile.Read(ref _nodes).Contains(node);

    /// <summary>Reads it anew.</summary>
    /// <exception cref="Actors.Scd.Following.ReadModelIncompleteException">The read models are being filled; what is known stays.</exception>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        var nodes = new List<Pseudonym>();
        string? cursor = null;
        do
        {
            var page = await scd.LightNodesAsync(participant, new PageRequest(cursor, PageSize), cancellation);
            nodes.AddRange(page.Items.Select(n => n.Node.Pseudonym));
            cursor = page.Next;
        }
        while (cursor is not null);
        Volatile.Write(ref _nodes, nodes.ToFrozenSet());
    }
}
