namespace Platone.Actors.Notary.Anchoring.Chains;

/// <summary>When a block can no longer go.</summary>
/// <param name="Confirmations">Blocks a transaction must have, its own among them.</param>
/// <param name="AsksTheChain">Whether the chain itself must call the block final besides (<c>finalized</c>).</param>
internal readonly record struct Finality(ulong Confirmations, bool AsksTheChain)
{
    /// <summary>The number of the newest block that is deep enough; null if none is.</summary>
    public async Task<ulong?> DepthAsync(IChain chain, CancellationToken cancellation)
    {
        var height = await chain.HeightAsync(cancellation).ConfigureAwait(false);
        if (height + 1 < Confirmations)
            return null;
        var deep = height + 1 - Math.Max(1, Confirmations);
        if (!AsksTheChain)
            return deep;
        return await chain.FinalisedAsync(cancellation).ConfigureAwait(false) is { } final ? Math.Min(deep, final) : null;
    }
}
