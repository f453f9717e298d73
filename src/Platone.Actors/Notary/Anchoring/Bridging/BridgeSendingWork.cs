using System.Numerics;
using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Driving;

namespace Platone.Actors.Notary.Anchoring.Bridging;

/// <summary>
/// The access ledger's end of the bridge: releases each batch of tokens once its cause is certified there, reads what was sent for good,
/// and says how each message ended once the other end's answer is final. Nothing is ever aborted for being late.
/// </summary>
/// <param name="route">From where to where.</param>
/// <param name="finality">When a block of the access ledger can no longer go.</param>
/// <param name="chain">The access ledger's chain.</param>
/// <param name="notary">The log.</param>
/// <param name="entities">The contracts' journals.</param>
/// <param name="clock">The clock.</param>
internal sealed class BridgeSendingWork(BridgeRoute route, Finality finality, IChain chain, INotary notary, IEntities entities,
    TimeProvider clock) : CallsWork(route.Sender, chain, entities, clock)
{
    // While nothing is sent, so often is the place recorded.
    private const ulong BlocksAtOnce = 2_000;

    // A chain that is read from its beginning is read in several looks.
    private const int ReadsALook = 50;

    // A record of what was read is one message between nodes.
    private const int MessagesAtOnce = 32;

    private static readonly FunctionAbi Log = FunctionAbi.Parse("LOG()");
    private static readonly FunctionAbi SentCount = FunctionAbi.Parse("sentCount()");
    private static readonly FunctionAbi IdOf = FunctionAbi.Parse("idOf(bytes32)");
    private static readonly FunctionAbi Sent = FunctionAbi.Parse("sent(uint256)");

    private readonly Releases _releases = new(route, notary, entities, clock);

    // Of more than fits an answer each look takes the next part; where it began anew, at the first.
    private int _mints;

    /// <inheritdoc/>
    public override async Task<string?> CheckAsync(ContractAnchorView view, ulong chainId, CancellationToken cancellation)
    {
        if (await base.CheckAsync(view, chainId, cancellation).ConfigureAwait(false) is { } wrong)
            return wrong;
        if (view.ReadThrough is { } through && await Chain.HeightAsync(cancellation).ConfigureAwait(false) is var height && height < through)
            return $"{Id} was read to block {through}, and the chain ends with {height}: it was set back";
        var log = BridgeAbi.AddressOf(await Chain.CallAsync(Id.Contract, Log.EncodeCall([]), cancellation).ConfigureAwait(false));
        return log == route.Log.Contract ? null : $"{Id} certifies by the log {log}, not by {route.Log}";
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ContractCall>> DueAsync(CancellationToken cancellation)
    {
        if (await finality.DepthAsync(Chain, cancellation).ConfigureAwait(false) is { } depth)
            await ReadAsync(depth, cancellation).ConfigureAwait(false);
        var view = await ViewAsync(cancellation).ConfigureAwait(false);
        await ReleaseAsync(view, cancellation).ConfigureAwait(false);
        await EndAsync(view, cancellation).ConfigureAwait(false);
        return await base.DueAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<ChainReceipt?> DoneAsync(ContractCall call, CancellationToken cancellation)
    {
        var view = await ViewAsync(cancellation).ConfigureAwait(false);
        if (BridgeMessage.EndedBy(call.Job.Name) is { } ended)
        {
            // However somebody else ended it: it has ended.
            return await StateAsync(ended, cancellation).ConfigureAwait(false) is not { } known ? null
                : await Chain.Logs.LastAsync(Id.Contract, BridgeAbi.EndTopic(known), BridgeAbi.Word(ended), cancellation).ConfigureAwait(false);
        }
        // A release is done once there is a message that was not read yet: those that were read have ended it in the journal.
        if (BridgeMessage.ReleasedBy(call.Job.Name) is not { } settlement)
            return null;
        var sent = await AskNumberAsync(IdOf.EncodeCall([settlement.ToBytes()]), cancellation).ConfigureAwait(false);
        if (sent <= view.LastMessage)
            return null;
        // A message may be announced again: the first time counts.
        ChainReceipt? first = null;
        await foreach (var log in Chain.Logs.BackAsync(Id.Contract, [[BridgeAbi.SendingTopic]], (view.ReadThrough ?? 0) + 1, cancellation)
            .ConfigureAwait(false))
            first = BridgeAbi.MessageOf(log).Number == sent ? log.Receipt : first;
        return first;
    }

    /// <inheritdoc/>
    public override async Task FinaliseAsync(string jobName, ChainReceipt receipt, CancellationToken cancellation)
    {
        var view = await ViewAsync(cancellation).ConfigureAwait(false);
        if (EndOf(view, jobName) is not { } wanted)
        {
            await base.FinaliseAsync(jobName, receipt, cancellation).ConfigureAwait(false);
            return;
        }
        if (await StateAsync(wanted.Message.Number, cancellation).ConfigureAwait(false) is not { } end)
            return;
        await Entities.DoAsync(new EndMessage(Id, wanted.Message.Number, end, receipt, Clock.GetUtcNow()), cancellation)
            .ConfigureAwait(false);
        if (end == wanted.End)
        {
            await base.FinaliseAsync(jobName, receipt, cancellation).ConfigureAwait(false);
        }
        else
        {
            await Entities.DoAsync(new AbandonCall(Id, jobName, $"another relayer ended message {wanted.Message.Number} as {end}, though "
                + $"it was {wanted.Answer.Outcome} on the other ledger", Clock.GetUtcNow()), cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override Task<DateTimeOffset?> WaitingSinceAsync(ContractAnchorView view, CancellationToken cancellation) =>
        Task.FromResult(view.Messages.Select(m => (DateTimeOffset?)m.Since).Min());

    private async Task ReadAsync(ulong depth, CancellationToken cancellation)
    {
        var view = await ViewAsync(cancellation).ConfigureAwait(false);
        if (view.ReadThrough is not { } through)
        {
            // Where nothing was ever sent, what comes will come in blocks that are not final yet; else it is in none before the deployment.
            var any = await AskNumberAsync(SentCount.EncodeCall([]), cancellation).ConfigureAwait(false) > 0;
            var first = any ? await Chain.Logs.FirstBlockAsync(Id.Contract, cancellation).ConfigureAwait(false) : depth + 1;
            await RecordAsync(Math.Min(first == 0 ? 0 : first - 1, depth), [], cancellation).ConfigureAwait(false);
            return;
        }
        for (var reads = 0; reads < ReadsALook && through < depth; reads++)
        {
            var to = Math.Min(through + BlocksAtOnce, depth);
            var logs = await Chain.Logs.ReadAsync(Id.Contract, [[BridgeAbi.SendingTopic]], through + 1, to, cancellation).ConfigureAwait(false);
            // A message may be announced again: the first time counts.
            var messages = logs.Select(BridgeAbi.MessageOf).Where(m => m.Number > view.LastMessage).DistinctBy(m => m.Number).ToList();
            if (messages.Select((m, i) => m.Number == view.LastMessage + 1 + (ulong)i).Contains(false))
            {
                throw new CallRefusedException(
                    $"the node shows message {messages[0].Number} of {Id} and others, but not all from {view.LastMessage + 1} on");
            }
            foreach (var some in messages.Chunk(MessagesAtOnce).SkipLast(1))
                await RecordAsync(through, some, cancellation).ConfigureAwait(false);
            // An idle system is silent: without messages only every so many blocks.
            if (messages.Count > 0 || to == through + BlocksAtOnce)
                await RecordAsync(to, messages.Chunk(MessagesAtOnce).LastOrDefault() ?? [], cancellation).ConfigureAwait(false);
            through = to;
            view = await ViewAsync(cancellation).ConfigureAwait(false);
        }
    }

    private Task RecordAsync(ulong through, IReadOnlyList<BridgeMessage> messages, CancellationToken cancellation) =>
        Entities.DoAsync(new ReadMessages(Id, through, messages.ToValueList(), Clock.GetUtcNow()), cancellation);

    // What was aborted is released again by the other end, which can see whether the token would take it.
    private async Task ReleaseAsync(ContractAnchorView view, CancellationToken cancellation)
    {
        if ((await ViewAsync(route.Log, cancellation).ConfigureAwait(false)).Head is not { } head)
            return;
        var known = view.Messages.Select(m => m.Message.Settlement).Concat(view.Aborted.Select(a => a.Settlement)).ToHashSet();
        var asked = view.Calls.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var token = await Entities.AskAsync<ContractAnchorView>(new GetContractAnchor(route.Token) { Page = _mints }, cancellation)
            .ConfigureAwait(false);
        _mints = token.NextPage;
        foreach (var mint in token.Mints)
        {
            if (!known.Contains(mint.Settlement) && !asked.Contains(BridgeMessage.ReleaseName(mint.Settlement, 1)))
                await _releases.RequestAsync(mint, 1, head, cancellation).ConfigureAwait(false);
        }
    }

    private Task<ContractAnchorView> ViewAsync(ContractAnchorId of, CancellationToken cancellation) =>
        Entities.AskAsync<ContractAnchorView>(new GetContractAnchor(of), cancellation);

    private async Task EndAsync(ContractAnchorView view, CancellationToken cancellation)
    {
        var asked = view.Calls.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (message, _, answer) in view.Messages)
        {
            if (answer is not var (outcome, receipt) || asked.Contains(message.CommitName) || asked.Contains(message.AbortName))
                continue;
            var (name, call) = outcome == BridgeOutcome.Accepted
                ? (message.CommitName, BridgeAbi.CommitCall(message.Number, receipt.Transaction))
                : (message.AbortName, BridgeAbi.AbortCall(message.Number, outcome));
            await Entities.DoAsync(new RequestCalls(Id, [new CallRequest(name, name, call, route.Cause)], Clock.GetUtcNow()), cancellation)
                .ConfigureAwait(false);
        }
    }

    private static (BridgeMessage Message, BridgeEnd End, BridgeAnswer Answer)? EndOf(ContractAnchorView view, string jobName)
    {
        foreach (var (message, _, answer) in view.Messages)
        {
            if (answer is { } known && (jobName == message.CommitName || jobName == message.AbortName))
                return (message, jobName == message.CommitName ? BridgeEnd.Committed : BridgeEnd.Aborted, known);
        }
        return null;
    }

    private async Task<BridgeEnd?> StateAsync(ulong message, CancellationToken cancellation)
    {
        var known = BridgeAbi.KnownOf(await Chain.CallAsync(Id.Contract, Sent.EncodeCall([message]), cancellation).ConfigureAwait(false));
        return known.State switch
        {
            BridgeState.Committed => BridgeEnd.Committed,
            BridgeState.Aborted => BridgeEnd.Aborted,
            _ => null,
        };
    }

    private async Task<BigInteger> AskNumberAsync(byte[] call, CancellationToken cancellation) =>
        BridgeAbi.NumberOf(await Chain.CallAsync(Id.Contract, call, cancellation).ConfigureAwait(false));
}
