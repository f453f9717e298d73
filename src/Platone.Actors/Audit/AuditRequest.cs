using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Bundles;

namespace Platone.Actors.Audit;

/// <summary>What to audit, and whom to trust.</summary>
public sealed record AuditRequest
{
    /// <summary>The session; null for all.</summary>
    public MarketSessionId? Session { get; init; }

    /// <summary>As of which instant: the largest checkpoint not later decides. Null for the newest.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Whom to trust; null for nobody.</summary>
    public TrustFile? Trust { get; init; }

    /// <summary>A checkpoint of the log from elsewhere, as a signed note; null for none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>JSON-RPC of a node of the chain that anchors are held against; null to hold them against the log only.</summary>
    public Uri? Rpc { get; init; }

    /// <summary>Whether to clear every round again, with the engine, rules and seed that are recorded, and compare result and front.</summary>
    public bool RecomputesClearing { get; init; }

    /// <summary>The read model to compare; null for none.</summary>
    public IReadModel? ReadModel { get; init; }
}

/// <summary>There is nothing to audit: no checkpoint, or no such session.</summary>
/// <param name="message">Which.</param>
public sealed class NothingToAuditException(string message) : Exception(message);

/// <summary>A store cannot be read as what it is.</summary>
/// <param name="message">What it holds.</param>
/// <param name="inner">How it was found.</param>
public sealed class UnreadableStoreException(string message, Exception inner) : Exception(message, inner);
