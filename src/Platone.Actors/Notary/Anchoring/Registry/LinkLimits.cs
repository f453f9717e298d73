namespace Platone.Actors.Notary.Anchoring.Registry;

/// <summary>What a registry is given of the signatures of owners: of a contract (ERC-1271) the code is the owner's, and the gas is the node's.</summary>
/// <param name="MostGas">The most gas a link may use.</param>
/// <param name="TakesContracts">Whether contracts may sign.</param>
internal readonly record struct LinkLimits(ulong MostGas, bool TakesContracts)
{
    /// <summary>What a link of an account's own signature needs four times over, and no contracts.</summary>
    public static LinkLimits Standard { get; } = new(500_000, false);
}
