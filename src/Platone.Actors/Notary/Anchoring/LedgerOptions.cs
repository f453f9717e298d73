using Platone.Actors.Ethereum;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Notary.Anchoring;

/// <summary>One ledger as configured (<c>hocon/ledger.conf</c>).</summary>
/// <param name="Id">Its name.</param>
/// <param name="Url">JSON-RPC of a node. It may hold a secret: it is never logged as it is.</param>
/// <param name="ChainId">The chain that the node must be of (EIP-155).</param>
/// <param name="Profile">How transactions pay.</param>
internal sealed record LedgerOptions(LedgerId Id, Uri Url, ulong ChainId, FeeProfile Profile)
{
    /// <summary>The contracts there are. What one is for that is not there is not done on this ledger.</summary>
    public IReadOnlyDictionary<ContractKind, Address> Contracts { get; init; } = new Dictionary<ContractKind, Address>();

    /// <summary>The account's key as an encrypted keystore file; null where the environment has the key itself.</summary>
    public string? Keystore { get; init; }

    /// <summary>When a block can no longer go.</summary>
    public Finality Finality { get; init; } = new(12, false);

    /// <summary>How often the chain is looked at.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a transaction may wait before it is replaced.</summary>
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a transaction may be replaced; then there is an alarm.</summary>
    public int MostReplacements { get; init; } = 8;

    /// <summary>How long a sealed head may wait to be anchored for good before there is an alarm.</summary>
    public TimeSpan LagAlarm { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How the logs of its contracts are asked for.</summary>
    public LogRange Logs { get; init; } = LogRange.Standard;

    /// <summary>A contract; null for none.</summary>
    public ContractAnchorId? Find(ContractKind kind) => Contracts.TryGetValue(kind, out var address) ? new ContractAnchorId(Id, address) : null;

    /// <summary>Name of the environment variable with the account's private key.</summary>
    public string KeyVariable => $"PLATONE_LEDGER_{Id.Value.ToUpperInvariant()}_KEY";

    /// <summary>Name of the environment variable with the keystore's password.</summary>
    public string PasswordVariable => $"PLATONE_LEDGER_{Id.Value.ToUpperInvariant()}_PASSWORD";
}
