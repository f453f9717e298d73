namespace Platone.Actors.Notary.Anchoring.ChainAccounts;

/// <summary>What a transaction offers a gas, wei. Of a legacy transaction both are its gas price.</summary>
/// <param name="MostWei">The most it pays (<c>maxFeePerGas</c>).</param>
/// <param name="PriorityWei">The most that goes to the block's maker (<c>maxPriorityFeePerGas</c>).</param>
public readonly record struct GasFees(ulong MostWei, ulong PriorityWei)
{
    /// <summary>Whether the network asks nothing: such a transaction is sent again as it is, never replaced.</summary>
    public bool IsZero => MostWei == 0;

    /// <summary>
    /// The fees of a replacement: an eighth and 1 wei more on both, as nodes ask for at least a tenth on both (go-ethereum's
    /// <c>txpool.pricebump</c>, 10 %).
    /// </summary>
    /// <exception cref="OverflowException">They are more than 18 ether a gas.</exception>
    public GasFees Bumped() => new(Bumped(MostWei), Bumped(PriorityWei));

    /// <summary>The larger of both, each for itself.</summary>
    public GasFees AtLeast(GasFees other) => new(Math.Max(MostWei, other.MostWei), Math.Max(PriorityWei, other.PriorityWei));

    /// <summary>
    /// The same within a limit: what is offered beyond the next block's need is cut. Null if that need, the tip and the base fee that the network
    /// named (half of the rest, see <c>IChain.FeesAsync</c>; nothing of a legacy transaction), is more than the limit.
    /// </summary>
    /// <param name="mostWei">The limit, wei a gas.</param>
    public GasFees? Within(ulong mostWei) => MostWei <= mostWei ? this
        : (MostWei - PriorityWei) / 2 + PriorityWei <= mostWei ? this with { MostWei = mostWei }
        : null;

    /// <summary>
    /// Whether these are less than others by an eighth at least, on neither fee more: worth signing anew what a node does not take for what it
    /// would cost.
    /// </summary>
    public bool Undercut(GasFees others) => MostWei <= others.MostWei - others.MostWei / 8 && MostWei < others.MostWei
        && PriorityWei <= others.PriorityWei;

    /// <summary>Whether these may replace others.</summary>
    public bool Outbid(GasFees others) => MostWei >= others.Bumped().MostWei && PriorityWei >= others.Bumped().PriorityWei;

    private static ulong Bumped(ulong wei) => checked(wei + wei / 8 + (wei % 8 == 0 ? 0u : 1u) + 1);
}
