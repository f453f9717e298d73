using Akka.Event;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Node.Minting;

/// <summary>
/// Takes the tokens that settlements grant to the ledger: each batch is asked for under its own id, which the contract's journal and the
/// contract itself take once.
/// </summary>
internal sealed class MintingProcess(ContractAnchorId token, ProcessOffsets offsets, IEntities entities, TimeProvider clock, ILoggingAdapter log)
    : ProcessManager("minting", offsets, entities, log)
{
    /// <inheritdoc/>
    protected override Task<IReadOnlyList<ICommand>> ReactAsync(JournalEntry entry, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ICommand>>(entry.EventType == typeof(TokensGranted) && entry.Event is TokensGranted { Grants.IsEmpty: false } e
            ? [new RequestMint(token, Hash256.Parse("0x" + e.SettlementId.Hex), entry.Id, Grants(e), clock.GetUtcNow())]
            : []);

    // A token's thousandth is a Wh. A POD whose customer changed is there twice; on a chain it has one account.
    private static ValueList<HolderGrant> Grants(TokensGranted e) => e.Grants.GroupBy(g => g.Holder.Pod)
        .Select(g => new HolderGrant(g.Key, checked((ulong)g.Sum(t => t.Minted)), checked((ulong)g.Sum(t => t.Burned)))).ToValueList();
}
