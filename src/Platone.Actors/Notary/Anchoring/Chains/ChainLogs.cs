using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Platone.Actors.Ethereum;

namespace Platone.Actors.Notary.Anchoring.Chains;

/// <summary>How a ledger's logs are asked for.</summary>
/// <param name="Most">Blocks that are asked for at once, at most; 1 or more.</param>
/// <param name="From">Number of the block that the first contract was deployed in; null where it is to be found out.</param>
internal readonly record struct LogRange(ulong Most, ulong? From)
{
    /// <summary>As much as most nodes answer at once.</summary>
    public static LogRange Standard { get; } = new(2_000, null);
}

/// <summary>
/// Reads what contracts logged by ranges of blocks. Nodes limit the range, or how many logs they answer with, or how long they look, each
/// in its own way and in its own words: what is refused is asked for by halves, and after some answers it is tried with more again.
/// </summary>
/// <param name="chain">The chain.</param>
/// <param name="range">How much is asked for, and from where on.</param>
internal sealed class ChainLogs(IChain chain, LogRange range)
{
    // So many answers in a row, and twice as much is tried again: of a node with a limit one question in nine is refused.
    private const int CalmAnswers = 8;

    private readonly ConcurrentDictionary<Address, ulong> _firstBlocks = [];
    private ulong _span = Math.Max(1, range.Most);
    private int _calm;

    /// <summary>What a contract logged, the newest first, back to its deployment: whoever has found what it looks for stops there.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="topics">At each place the topics that may stand there, 32 bytes each; null for any.</param>
    /// <param name="from">Number of the block to end with; null for the contract's deployment.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ChainUnreachableException">The node does not answer, or not even of a single block.</exception>
    public async IAsyncEnumerable<ChainLog> BackAsync(Address contract, IReadOnlyList<IReadOnlyList<byte[]>?> topics, ulong? from,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var high = await chain.HeightAsync(cancellation).ConfigureAwait(false);
        var low = from ?? range.From ?? 0;
        var isFirst = true;
        while (low <= high)
        {
            var (logs, blocks) = await AskAsync(contract, topics, low, high, true, cancellation).ConfigureAwait(false);
            foreach (var log in logs.Reverse())
                yield return log;
            if (blocks > high - low)
                yield break;
            high -= blocks;
            // Most of what is looked for is not old: the deployment is asked for only when it is.
            if (isFirst && from is null && range.From is null)
                low = await FirstBlockAsync(contract, cancellation).ConfigureAwait(false);
            isFirst = false;
        }
    }

    /// <summary>Where a contract logged an event last with a first argument: how a job that was done is found again; null if it did not.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="topic">The event's topic.</param>
    /// <param name="argument">Its first indexed argument, 32 bytes.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ChainUnreachableException">The node does not answer, or not even of a single block.</exception>
    public async Task<ChainReceipt?> LastAsync(Address contract, byte[] topic, byte[] argument, CancellationToken cancellation) =>
        (await NewestAsync(contract, [[topic], [argument]], null, _ => true, cancellation).ConfigureAwait(false))?.Receipt;

    /// <summary>The newest log of a kind; null if there is none.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="topics">At each place the topics that may stand there; null for any.</param>
    /// <param name="from">Number of the block to end with; null for the contract's deployment.</param>
    /// <param name="isWanted">Asked of each, the newest first.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ChainUnreachableException">The node does not answer, or not even of a single block.</exception>
    public async Task<ChainLog?> NewestAsync(Address contract, IReadOnlyList<IReadOnlyList<byte[]>?> topics, ulong? from,
        Func<ChainLog, bool> isWanted, CancellationToken cancellation)
    {
        await foreach (var log in BackAsync(contract, topics, from, cancellation).ConfigureAwait(false))
        {
            if (isWanted(log))
                return log;
        }
        return null;
    }

    /// <summary>What a contract logged in some blocks, in the chain's order.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="topics">At each place the topics that may stand there; null for any.</param>
    /// <param name="from">Number of the first block.</param>
    /// <param name="to">Number of the last.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ChainUnreachableException">The node does not answer, or not even of a single block.</exception>
    public async Task<IReadOnlyList<ChainLog>> ReadAsync(Address contract, IReadOnlyList<IReadOnlyList<byte[]>?> topics, ulong from, ulong to,
        CancellationToken cancellation)
    {
        var found = new List<ChainLog>();
        for (var low = from; low <= to;)
        {
            var (logs, blocks) = await AskAsync(contract, topics, low, to, false, cancellation).ConfigureAwait(false);
            found.AddRange(logs);
            low += blocks;
        }
        return found;
    }

    /// <summary>
    /// Number of the block before which a contract has logged nothing: that of its deployment, where the configuration or the node can say;
    /// else 0. Asked once.
    /// </summary>
    public async Task<ulong> FirstBlockAsync(Address contract, CancellationToken cancellation)
    {
        if (range.From is { } known)
            return known;
        if (!_firstBlocks.TryGetValue(contract, out var first))
            _firstBlocks[contract] = first = await DeploymentAsync(contract, cancellation).ConfigureAwait(false);
        return first;
    }

    // By halves, between a block before which nothing was there and one with the contract. Where the node has forgotten the states that
    // would tell, and where nothing was logged in the block that comes out (a constructor that grants a role logs it), nothing is known.
    private async Task<ulong> DeploymentAsync(Address contract, CancellationToken cancellation)
    {
        var (low, high) = (0ul, await chain.HeightAsync(cancellation).ConfigureAwait(false));
        var isKnown = true;
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            var isThere = await chain.IsContractAsync(contract, middle, cancellation).ConfigureAwait(false);
            if (isThere == true)
                high = middle;
            else
                (low, isKnown) = (middle + 1, isThere is false);
        }
        return isKnown && (await AskAsync(contract, [], low, low, false, cancellation).ConfigureAwait(false)).Logs.Count > 0 ? low : 0;
    }

    // As many blocks from one end as the node answers of.
    private async Task<(IReadOnlyList<ChainLog> Logs, ulong Blocks)> AskAsync(Address contract, IReadOnlyList<IReadOnlyList<byte[]>?> topics,
        ulong low, ulong high, bool isFromAbove, CancellationToken cancellation)
    {
        var before = _span;
        while (true)
        {
            var blocks = Math.Min(_span, high - low + 1);
            var (from, to) = isFromAbove ? (high - blocks + 1, high) : (low, low + blocks - 1);
            try
            {
                var logs = await chain.LogsAsync(contract, topics, from, to, cancellation).ConfigureAwait(false);
                Passed(blocks);
                return (logs, blocks);
            }
            catch (LogsRefusedException) when (blocks > 1)
            {
                Halve(blocks);
            }
            catch (LogsRefusedException e)
            {
                // It is not for the range that it is refused.
                _span = before;
                throw new ChainUnreachableException($"the node does not even answer with the logs of block {from} alone: {e.Message}", e);
            }
            catch (ChainUnreachableException)
            {
                // An answer that takes too long, or is too large for what is between, looks like a node that is away: less at the next look.
                Halve(blocks);
                throw;
            }
        }
    }

    private void Passed(ulong blocks)
    {
        if (blocks < _span || _span >= range.Most || ++_calm < CalmAnswers)
            return;
        (_span, _calm) = (Math.Min(range.Most, 2 * _span), 0);
    }

    private void Halve(ulong blocks) => (_span, _calm) = (Math.Max(1, blocks / 2), 0);
}
