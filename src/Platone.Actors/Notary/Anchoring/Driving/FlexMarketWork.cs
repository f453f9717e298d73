using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.FlexMarkets;

namespace Platone.Actors.Notary.Anchoring.Driving;

/// <summary>
/// Brings what sessions decided to a <c>FlexMarket</c>, those of a session in their order. What is done of it, the contract's own state says: the
/// same again has no effect there, and awards that are proved are not proved again.
/// </summary>
/// <param name="id">The contract.</param>
/// <param name="chain">Its chain.</param>
/// <param name="entities">The contract's journal.</param>
/// <param name="clock">The clock.</param>
internal sealed class FlexMarketWork(ContractAnchorId id, IChain chain, IEntities entities, TimeProvider clock)
    : CallsWork(id, chain, entities, clock)
{
    private static readonly byte[] RequestsCommitted = Keccak256.Hash("RequestsCommitted(bytes32,bytes32,uint32,uint8)");
    private static readonly byte[] OffersCommitted = Keccak256.Hash("OffersCommitted(bytes32,bytes32,uint32)");
    private static readonly byte[] OutcomeCommitted = Keccak256.Hash("OutcomeCommitted(bytes32,bytes32,uint32,uint128,int128)");
    private static readonly byte[] AwardsProved = Keccak256.Hash("AwardsProved(bytes32,uint32,uint32,uint32)");
    private static readonly byte[] SettlementCommitted = Keccak256.Hash("SettlementCommitted(bytes32,uint256,bytes32)");

    /// <inheritdoc/>
    public override async Task<ChainReceipt?> DoneAsync(ContractCall call, CancellationToken cancellation)
    {
        try
        {
            return await DoneAsync(call.Data ?? throw new ArgumentException("a call of a FlexMarket has data", nameof(call)), cancellation).ConfigureAwait(false);
        }
        catch (AbiException e)
        {
            throw new CallRefusedException($"{Id.Contract} does not answer as a FlexMarket: {e.Message}", e);
        }
    }

    private async Task<ChainReceipt?> DoneAsync(byte[] data, CancellationToken cancellation)
    {
        if (data.AsSpan().StartsWith(FlexMarketAbi.CommitRequests.Selector))
            return await RequestsAsync(FlexMarketAbi.CommitRequests.DecodeCall(data), cancellation).ConfigureAwait(false);
        if (data.AsSpan().StartsWith(FlexMarketAbi.CommitOffers.Selector))
            return await OffersAsync(FlexMarketAbi.CommitOffers.DecodeCall(data), cancellation).ConfigureAwait(false);
        if (data.AsSpan().StartsWith(FlexMarketAbi.CommitOutcome.Selector))
            return await OutcomeAsync(FlexMarketAbi.CommitOutcome.DecodeCall(data), cancellation).ConfigureAwait(false);
        if (data.AsSpan().StartsWith(FlexMarketAbi.ProveAwards.Selector))
            return await AwardsAsync(FlexMarketAbi.ProveAwards.DecodeCall(data), cancellation).ConfigureAwait(false);
        if (data.AsSpan().StartsWith(FlexMarketAbi.CommitSettlement.Selector))
            return await SettlementAsync(FlexMarketAbi.CommitSettlement.DecodeCall(data), cancellation).ConfigureAwait(false);
        return null;
    }

    private async Task<ChainReceipt?> RequestsAsync(object[] asked, CancellationToken cancellation)
    {
        var session = await SessionAsync(asked[0], cancellation).ConfigureAwait(false);
        return Same(session.Requests, asked[1]) && session.RequestCount == FlexMarketAbi.Number(asked[2])
            && session.Pricing == FlexMarketAbi.Number(asked[3])
            ? await LastAsync(RequestsCommitted, asked[0], cancellation).ConfigureAwait(false)
            : null;
    }

    private async Task<ChainReceipt?> OffersAsync(object[] asked, CancellationToken cancellation)
    {
        var session = await SessionAsync(asked[0], cancellation).ConfigureAwait(false);
        return Same(session.Offers, asked[1]) && session.OfferCount == FlexMarketAbi.Number(asked[2])
            ? await LastAsync(OffersCommitted, asked[0], cancellation).ConfigureAwait(false)
            : null;
    }

    private async Task<ChainReceipt?> OutcomeAsync(object[] asked, CancellationToken cancellation)
    {
        var session = await SessionAsync(asked[0], cancellation).ConfigureAwait(false);
        return session.Outcome == FlexMarketAbi.OutcomeOf(asked[1])
            ? await LastAsync(OutcomeCommitted, asked[0], cancellation).ConfigureAwait(false)
            : null;
    }

    // Awards are proved in one order and each once: whoever is past the last of a part has proved the part.
    private async Task<ChainReceipt?> AwardsAsync(object[] asked, CancellationToken cancellation)
    {
        if (((object[])asked[5]).LastOrDefault() is not object[] last)
            return null;
        var (request, place) = (FlexMarketAbi.Number(asked[1]), FlexMarketAbi.Number(last[0]));
        var progress = FlexMarketAbi.Progress(
            await Chain.CallAsync(Id.Contract, FlexMarketAbi.ProgressOf.EncodeCall([asked[0]]), cancellation).ConfigureAwait(false));
        if (!progress.IsPast(request, place))
            return null;
        // The oldest that is past it; none is older than the outcome.
        ChainReceipt? found = null;
        await foreach (var log in Chain.Logs.BackAsync(Id.Contract, [[AwardsProved, OutcomeCommitted], [(byte[])asked[0]]], null, cancellation)
            .ConfigureAwait(false))
        {
            if (!log.Topics[0].AsSpan().SequenceEqual(AwardsProved) || !FlexMarketAbi.Proved(log.Data).IsPast(request, place))
                break;
            found = log.Receipt;
        }
        return found;
    }

    private async Task<ChainReceipt?> SettlementAsync(object[] asked, CancellationToken cancellation)
    {
        var content = await Chain.CallAsync(Id.Contract, FlexMarketAbi.SettlementOf.EncodeCall([asked[0], asked[1]]), cancellation).ConfigureAwait(false);
        if (!content.AsSpan().SequenceEqual((byte[])asked[2]))
            return null;
        var log = await Chain.Logs.NewestAsync(Id.Contract, [[SettlementCommitted], [(byte[])asked[0]]], null,
            e => FlexMarketAbi.Version(e.Data).Equals(asked[1]), cancellation).ConfigureAwait(false);
        return log?.Receipt;
    }

    private async Task<FlexSession> SessionAsync(object id, CancellationToken cancellation) => FlexMarketAbi.Session(
        await Chain.CallAsync(Id.Contract, FlexMarketAbi.SessionOf.EncodeCall([id]), cancellation).ConfigureAwait(false));

    private Task<ChainReceipt?> LastAsync(byte[] topic, object session, CancellationToken cancellation) =>
        Chain.Logs.LastAsync(Id.Contract, topic, (byte[])session, cancellation);

    private static bool Same(Hash256 known, object asked) => known.ToBytes().AsSpan().SequenceEqual((byte[])asked);
}
