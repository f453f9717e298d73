using System.Buffers.Binary;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Notary.Anchoring.FlexMarkets;

/// <summary>A request as <c>FlexMarket</c> knows it.</summary>
/// <param name="Id">Stands for its name.</param>
/// <param name="Direction">1 up, 2 down.</param>
/// <param name="PriceCap">Most it pays, 1/10,000 EUR/MWh; null for any price.</param>
/// <param name="Rest">Stands for all else.</param>
public sealed record FlexRequest(Hash256 Id, byte Direction, long? PriceCap, Hash256 Rest);

/// <summary>A step of an offer's price.</summary>
/// <param name="UpTo">Where it ends, millionths of the offer.</param>
/// <param name="Price">1/10,000 EUR/MWh.</param>
public readonly record struct FlexStep(uint UpTo, long Price);

/// <summary>An offer as <c>FlexMarket</c> knows it.</summary>
/// <param name="Id">Stands for its name.</param>
/// <param name="Direction">1 up, 2 down.</param>
/// <param name="MinActivation">Least that may be awarded, millionths.</param>
/// <param name="Taken">What earlier sessions awarded of it, millionths.</param>
/// <param name="Alternative">Offers with the same are alternatives: at most one of them is awarded. Zero: none.</param>
/// <param name="Steps">Its price.</param>
/// <param name="Power">W of each interval.</param>
/// <param name="Rest">Stands for all else.</param>
public sealed record FlexOffer(Hash256 Id, byte Direction, uint MinActivation, uint Taken, Hash256 Alternative, ValueList<FlexStep> Steps,
    PowerProfile Power, Hash256 Rest)
{
    /// <summary>The power as the contract takes it: 8 bytes an interval, big-endian.</summary>
    public byte[] PowerBytes()
    {
        var bytes = new byte[sizeof(ulong) * Power.Count];
        for (var t = 0; t < Power.Count; t++)
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(sizeof(ulong) * t), checked((ulong)Power[t]));
        return bytes;
    }
}

/// <summary>An award as <c>FlexMarket</c> takes it.</summary>
/// <param name="Place">Place of the offer in the tree of offers.</param>
/// <param name="Factor">Millionths of it.</param>
/// <param name="Offer">The offer.</param>
/// <param name="Proof">RFC 9162 inclusion proof of it.</param>
internal sealed record FlexAward(uint Place, uint Factor, FlexOffer Offer, ValueList<Hash256> Proof);

/// <summary>Awards of one request that are proved by one call.</summary>
/// <param name="Place">Place of the request in the tree of requests.</param>
/// <param name="Request">The request.</param>
/// <param name="Proof">RFC 9162 inclusion proof of it.</param>
/// <param name="UniformPrice">What all its awards are paid, 1/10,000 EUR/MWh, where the session pays as clear; else 0.</param>
/// <param name="Awards">In the order of their places.</param>
internal sealed record FlexAwards(uint Place, FlexRequest Request, ValueList<Hash256> Proof, long UniformPrice, ValueList<FlexAward> Awards);

/// <summary>An outcome as <c>FlexMarket</c> takes it.</summary>
/// <param name="Content">Stands for all of it.</param>
/// <param name="Awards">How many.</param>
/// <param name="Energy">W of all awards and intervals together.</param>
/// <param name="Cost">Those times their prices, W x 1/10,000 EUR/MWh.</param>
internal sealed record FlexOutcome(Hash256 Content, uint Awards, UInt128 Energy, Int128 Cost);

/// <summary>How awards are paid, by the contract's numbers.</summary>
internal enum FlexPricing : byte
{
    /// <summary>Each its own price.</summary>
    PayAsBid = 1,

    /// <summary>All awards of a request the price of its dearest.</summary>
    PayAsClear = 2,
}
