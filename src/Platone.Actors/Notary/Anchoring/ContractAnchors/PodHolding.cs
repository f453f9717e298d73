using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>What a contract of tokens knows of a POD: whose its tokens are, and the sum of what waits for somebody.</summary>
internal sealed record PodHolding
{
    /// <summary>Nothing.</summary>
    public static PodHolding None { get; } = new();

    /// <summary>Its account; null while there is none.</summary>
    public Address? Account { get; init; }

    /// <summary>How many accounts were linked so far: the nonce of the next.</summary>
    public ulong Links { get; init; }

    /// <summary>How many grants wait.</summary>
    public int Waiting { get; init; }

    /// <summary>What waits of what was granted, Wh.</summary>
    public ulong MintedWh { get; init; }

    /// <summary>What waits of what was taken, Wh.</summary>
    public ulong BurnedWh { get; init; }

    /// <summary>The last event that granted what waits; null if nothing does.</summary>
    public EventId? Cause { get; init; }

    /// <summary>What had waited and is under way; null if it is final, or nothing had.</summary>
    public MintRequest? Mint { get; init; }

    /// <summary>This with one more grant that waits.</summary>
    /// <exception cref="OverflowException">More than 2^64 Wh: the sums are checked before anything is recorded.</exception>
    public PodHolding With(HolderGrant grant, EventId cause) => this with
    {
        Waiting = Waiting + 1,
        MintedWh = checked(MintedWh + grant.MintedWh),
        BurnedWh = checked(BurnedWh + grant.BurnedWh),
        Cause = cause,
    };

    /// <summary>This with an account: what waited waits no more, it is asked for in the event that follows.</summary>
    public PodHolding Of(Address account) => this with
    {
        Account = account, Links = Links + 1, Waiting = 0, MintedWh = 0, BurnedWh = 0, Cause = null,
    };

    /// <summary>Whether a grant can be added to what waits.</summary>
    public bool Takes(HolderGrant grant) => MintedWh <= ulong.MaxValue - grant.MintedWh && BurnedWh <= ulong.MaxValue - grant.BurnedWh;
}
