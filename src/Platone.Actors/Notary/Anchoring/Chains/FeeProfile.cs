namespace Platone.Actors.Notary.Anchoring.Chains;

/// <summary>How transactions of a ledger pay.</summary>
public enum FeeProfile
{
    /// <summary>Type 2 (EIP-1559): public networks and whatever follows them.</summary>
    Eip1559,

    /// <summary>Type 0 bound to its chain (EIP-155), with the gas price the node names: private Quorum and Besu networks, where it is 0.</summary>
    Legacy,
}
