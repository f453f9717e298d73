using System.Collections.Frozen;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Scd;
using Platone.Actors.Scd.Listings;

namespace Platone.Host.Mqtt;

/// <summary>Which light nodes a participant's gateways may speak for: those of the PODs it owns or has in its portfolios.</summary>
internal sealed class GatewayScopes(IScd scd, IDirectory directory, TimeProvider clock, ILogger<GatewayScopes> logger)
{
    /// <summary>The scope of a participant, as it is now.</summary>
    public async Task<GatewayScope> OpenAsync(ParticipantId participant, CancellationToken cancellation)
    {
        var scope = new GatewayScope(participant, scd, directory, clock, logger);
        await scope.RefreshAsync(cancellation);
        return scope;
    }
}

/// <summary>
/// The light nodes of one gateway connection. Asked for every message, so it answers from memory; what it remembers is renewed in the
/// background once it is older than <see cref="Expiry"/>, so that a POD that left the portfolio is out soon.
/// </summary>
internal sealed partial class GatewayScope(ParticipantId participant, IScd scd, IDirectory directory, TimeProvider clock, ILogger logger)
{
    private const int PageSize = 10_000;
    private FrozenSet<Pseudonym> _nodes = [];
    private long _readAt;
    private int _reading;

    /// <summary>How old an answer may be.</summary>
    public static TimeSpan Expiry { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the light node of a serial is in it.</summary>
    public bool Contains(string serial)
    {
        if (clock.GetElapsedTime(Volatile.Read(ref _readAt)) >= Expiry && Interlocked.Exchange(ref _reading, 1) == 0)
            _ = RenewAsync();
        return directory.Find(DirectoryKind.LightNode, serial) is { } node && Volatile.Read(ref _nodes).Contains(node);
    }

    /// <summary>Reads it anew.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        var at = clock.GetTimestamp();
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
        Volatile.Write(ref _readAt, at);
    }

    private async Task RenewAsync()
    {
        try
        {
            await RefreshAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            // What is known stays in force until the next message asks again: a database that is away must not close every gateway.
            NotRenewed(logger, participant, e);
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }

    [LoggerMessage(LogLevel.Warning, "the light nodes of {Participant}'s gateway could not be read")]
    private static partial void NotRenewed(ILogger logger, ParticipantId participant, Exception exception);
}
