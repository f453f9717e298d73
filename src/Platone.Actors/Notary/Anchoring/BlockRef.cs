namespace Platone.Actors.Notary.Anchoring;

/// <summary>A block of a chain.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Hash">Its hash.</param>
public readonly record struct BlockRef(ulong Number, Hash256 Hash)
{
    /// <inheritdoc/>
    public override string ToString() => $"block {Number} ({Hash})";
}
