using System.Numerics;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Driving;

namespace Platone.Actors.Notary.Anchoring.Bridging;

/// <summary>
/// The service ledger's end of the bridge: hands over what the access ledger sent for good, tells that end what became of each message once
/// that is final here, and asks for what was rejected to be released again as soon as the token would take it.
/// </summary>
/// <param name="route">From where to where.</param>
/// <param name="chain">The service ledger's chain.</param>
/// <param name="notary">The log.</param>
/// <param name="entities">The contracts' journals.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">Takes lines for people.</param>
internal sealed class BridgeReceivingWork(BridgeRoute route, IChain chain, INotary notary, IEntities entities, TimeProvider clock,
    Action<string> log) : CallsWork(route.Receiver, chain, entities, clock)
{
    private static readonly FunctionAbi Token = FunctionAbi.Parse("TOKEN()");
    private static readonly FunctionAbi PeerChainId = FunctionAbi.Parse("PEER_CHAIN_ID()");
    private static readonly FunctionAbi Peer = FunctionAbi.Parse("PEER()");
    private static readonly FunctionAbi Received = FunctionAbi.Parse("received(uint256)");

    private readonly Releases _releases = new(route, notary, entities, clock);
    private readonly LedgerAlarms _alarms = new(entities, clock, log);

    /// <inheritdoc/>
    public override async Task<string?> CheckAsync(ContractAnchorView view, ulong chainId, CancellationToken cancellation)
    {
        if (await base.CheckAsync(view, chainId, cancellation).ConfigureAwait(false) is { } wrong)
            return wrong;
        var token = BridgeAbi.AddressOf(await CallAsync(Token).ConfigureAwait(false));
        var peer = BridgeAbi.AddressOf(await CallAsync(Peer).ConfigureAwait(false));
        var peerChainId = BridgeAbi.NumberOf(await CallAsync(PeerChainId).ConfigureAwait(false));
        if (token != route.Token.Contract)
            return $"{Id} mints {token}, not {route.Token}";
        return peer == route.Sender.Contract && peerChainId == route.SenderChainId
            ? null
            : $"{Id} takes messages of {peer} on chain {peerChainId}, not of {route.Sender} on chain {route.SenderChainId}";

        Task<byte[]> CallAsync(FunctionAbi view) => Chain.CallAsync(Id.Contract, view.EncodeCall([]), cancellation);
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ContractCall>> DueAsync(CancellationToken cancellation)
    {
        var sender = await ViewAsync(route.Sender, cancellation).ConfigureAwait(false);
        var waiting = new List<ContractCall>();
        var asked = (await ViewAsync(cancellation).ConfigureAwait(false)).Calls.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (message, _, answer) in sender.Messages)
        {
            if (answer is null && !asked.Contains(message.ReceiveName))
            {
                // Where a chain was set back, the id was used before: what it was given under this name is known or under way, and is looked for.
                var call = BridgeAbi.ReceiveCall(BridgeAbi.Nonce(route, message.Number), message.Data);
                await Entities.SendAsync(new RequestCalls(Id, [new CallRequest(message.ReceiveName, message.ReceiveName, call, route.Cause)],
                    Clock.GetUtcNow()), cancellation).ConfigureAwait(false);
                waiting.Add(new ContractCall(new ChainJob(Id, message.ReceiveName), null));
            }
        }
        await ReleaseAgainAsync(sender, cancellation).ConfigureAwait(false);
        var due = await base.DueAsync(cancellation).ConfigureAwait(false);
        return [.. due, .. waiting.Where(w => due.All(d => d.Job != w.Job))];
    }

    /// <inheritdoc/>
    /// <remarks>Whatever the bridge was given under the nonce, by whomever: it takes nothing else any more.</remarks>
    public override async Task<ChainReceipt?> DoneAsync(ContractCall call, CancellationToken cancellation)
    {
        if (await MessageAsync(call.Job.Name, cancellation).ConfigureAwait(false) is not { } message)
            return null;
        var nonce = BridgeAbi.Nonce(route, message.Number);
        if ((await ReceivedAsync(nonce, cancellation).ConfigureAwait(false)).State == BridgeState.None)
            return null;
        var log = await Chain.Logs.NewestAsync(Id.Contract, [BridgeAbi.AnswerTopics], null, l => BridgeAbi.NumberOf(l.Data) == nonce, cancellation)
            .ConfigureAwait(false);
        return log?.Receipt;
    }

    /// <inheritdoc/>
    public override async Task FinaliseAsync(string jobName, ChainReceipt receipt, CancellationToken cancellation)
    {
        // The other end hears of it first: what is final here is not looked at again.
        if (await MessageAsync(jobName, cancellation).ConfigureAwait(false) is { } message)
        {
            var (content, state) = await ReceivedAsync(BridgeAbi.Nonce(route, message.Number), cancellation).ConfigureAwait(false);
            if (state == BridgeState.None)
                return;
            var outcome = content != new Hash256(Keccak256.Hash(message.Data.Items.AsSpan())) ? BridgeOutcome.Displaced
                : state == BridgeState.Accepted ? BridgeOutcome.Accepted
                : BridgeOutcome.Rejected;
            await Entities.DoAsync(new AnswerMessage(route.Sender, message.Number, outcome, receipt, Clock.GetUtcNow()), cancellation)
                .ConfigureAwait(false);
        }
        await base.FinaliseAsync(jobName, receipt, cancellation).ConfigureAwait(false);
    }

    // A rejection may pass (a pause, a role that was missing) or stay for ever (the id has other content): the token itself is asked.
    private async Task ReleaseAgainAsync(ContractAnchorView sender, CancellationToken cancellation)
    {
        var rejected = new List<string>();
        foreach (var (message, _, answer) in sender.Messages)
        {
            if (answer is { Outcome: not BridgeOutcome.Accepted and var outcome })
            {
                var now = (await RefusalAsync(message.Settlement, cancellation).ConfigureAwait(false)).Refusal;
                rejected.Add($"message {message.Number} for the settlement {message.Settlement} was {outcome}"
                    + (now is null ? "" : $"; the token says: {now}"));
            }
        }
        foreach (var (settlement, aborted) in sender.Aborted)
        {
            // One that came about by another way needs no release.
            var (mint, refusal) = await RefusalAsync(settlement, cancellation).ConfigureAwait(false);
            if (mint is not null && refusal is not null)
                rejected.Add($"the settlement {settlement} was aborted {aborted} times, and the token would refuse it again: {refusal}");
            else if (mint is not null && (await ViewAsync(route.Log, cancellation).ConfigureAwait(false)).Head is { } head)
                await _releases.RequestAsync(mint, aborted + 1, head, cancellation).ConfigureAwait(false);
        }
        var detail = rejected.Count == 0 ? null : rejected[0] + (rejected.Count == 1 ? "" : $", and {rejected.Count - 1} more");
        await _alarms.SetAsync(await ViewAsync(cancellation).ConfigureAwait(false), LedgerAlarmKind.Rejected, detail, cancellation)
            .ConfigureAwait(false);
    }

    // What is to be minted, if it still is, and why the token would refuse it of this bridge now.
    private async Task<(MintRequest? Mint, string? Refusal)> RefusalAsync(Hash256 settlement, CancellationToken cancellation)
    {
        if (await Entities.FindMintAsync(route.Token, m => m.Settlement == settlement, cancellation).ConfigureAwait(false) is not { } mint)
            return (null, null);
        try
        {
            await Chain.EstimateGasAsync(Id.Contract, route.Token.Contract, FlexTokenAbi.SettleCall(mint), cancellation)
                .ConfigureAwait(false);
            return (mint, null);
        }
        catch (CallRefusedException e)
        {
            return (mint, e.Message);
        }
    }

    private async Task<BridgeMessage?> MessageAsync(string jobName, CancellationToken cancellation) =>
        (await ViewAsync(route.Sender, cancellation).ConfigureAwait(false)).Messages
            .FirstOrDefault(m => m.Answer is null && m.Message.ReceiveName == jobName)?.Message;

    private async Task<(Hash256 Content, BridgeState State)> ReceivedAsync(BigInteger nonce, CancellationToken cancellation) =>
        BridgeAbi.KnownOf(await Chain.CallAsync(Id.Contract, Received.EncodeCall([nonce]), cancellation).ConfigureAwait(false));

    private Task<ContractAnchorView> ViewAsync(ContractAnchorId of, CancellationToken cancellation) =>
        Entities.AskAsync<ContractAnchorView>(new GetContractAnchor(of), cancellation);
}
