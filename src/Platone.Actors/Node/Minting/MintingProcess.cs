using Akka.Event;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Node.Minting;

/// <summary>
/// Takes the tokens that settlements grant to the ledger: each batch is asked for under its own id, which the contract's journal and the
/// contract itself take once. Of an erased POD the contract's journal forgets account and what waits; what was granted before was asked for by
/// then, for erasures wait until this has passed them (<c>ErasureProcess</c>).
/// </summary>
internal sealed class MintingProcess(ContractAnchorId token, ProcessOffsets offsets, IEntities entities, TimeProvider clock, ILoggingAdapter log)
    : ProcessManager(ProcessName, offsets, entities, log)
{
    /// <summary>Its name, and the key of its offset.</summary>
    public const string ProcessName = "minting";

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<ICommand>> ReactAsync(JournalEntry entry, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ICommand>>(CommandOf(entry) is { } command ? [command] : []);

    private ICommand? CommandOf(JournalEntry entry)
    {
        if (entry.EventType == typeof(TokensGranted) && entry.Event is TokensGranted { Grants.IsEmpty: false } e)
            return new RequestMint(token, Hash256.Parse("0x" + e.SettlementId.Hex), entry.Id, Grants(e), clock.GetUtcNow());
        return entry.EventType == typeof(PodErased) && entry.Event is PodErased erased
            ? new EraseHolder(token, erased.Id, clock.GetUtcNow())
            : null;
    }

    // A token's thousandth is a Wh. A POD whose customer changed is there twice; on a chain it has one account.
    private static ValueList<HolderGrant> Grants(TokensGranted e) => e.Grants.GroupBy(g => g.Holder.Pod)
        .Select(g => new HolderGrant(g.Key, checked((ulong)g.Sum(t => t.Minted)), checked((ulong)g.Sum(t => t.Burned)))).ToValueList();
}
