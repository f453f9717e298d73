using System.Collections.Immutable;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Tests.Serialization;

/// <summary>Examples of an account's and a contract's manifests, for <see cref="Examples"/>. Never change one: add a manifest instead.</summary>
internal static class LedgerExamples
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 11, 24, 9, 0, 4, TimeSpan.Zero).AddMicroseconds(123_456);
    private static readonly ChainAccountId Account = new(LedgerId.Service, Address.Parse("0x00000000000000000000000000000000000000aa"));
    private static readonly ContractAnchorId Contract = new(LedgerId.Service, Address.Parse("0x00000000000000000000000000000000000000cc"));
    private static readonly ChainJob Job = new(Contract, "anchor-7");
    private static readonly OutgoingTransaction First = new(Hash(1), new GasFees(2_000_000_007, 1_000_000), [2, 0xf8, 0x6b]);
    private static readonly OutgoingTransaction Second = new(Hash(2), First.Fees.Bumped(), [2, 0xf8, 0x6c]);
    private static readonly ChainReceipt Receipt = new(Hash(2), new BlockRef(4711, Hash(3)));
    private static readonly MinedTransaction Mined = new(Receipt, true, 71_234);
    private static readonly AnchorRequest Anchor = new(7, 40, Hash(4), [Hash(5), Hash(6)]);
    private static readonly AnchoredHead Head = new(6, 33, Hash(7), Receipt);
    private static readonly MintRequest Mint = new(Hash(8), new EventId("market-session-da-1122", 17),
        [new TokenEntry(Account.Account, 1_500, 0), new TokenEntry(Contract.Contract, 0, 20)]);

    private static readonly CallRequest Call =
        new("requests-da-1122", "da-1122", [0xa9, 0x05, 0x9c, 0xbb, 7], new EventId("market-session-da-1122", 18));

    private static readonly BridgeMessage Message = new(3, Hash(8), [7, 0, 9], Receipt);

    private static readonly HolderGrant Grant = new(new PodId(Pseudonym.From("pod............."u8)), 300, 2);

    /// <summary>All of them.</summary>
    public static ImmutableArray<object> All { get; } =
    [
        new AccountOpened(Account, 1337, 3, At),
        new NoncesSkipped(Account, 9, At),
        new TransactionSigned(Account, Job, 9, First, At),
        new TransactionSubmitted(Account, 9, First.Hash, At),
        new TransactionReplaced(Account, 9, First.Hash, Second, At),
        new TransactionMined(Account, 9, Mined, At),
        new TransactionReorged(Account, 9, Hash(3), At),
        new TransactionFinalised(Account, 9, Receipt, At),
        new NonceLost(Account, 9, At),
        new AccountSetBack(Account, 4, At),
        ChainAccount.Empty(Account).Apply(new AccountOpened(Account, 1337, 9, At)).Apply(new TransactionSigned(Account, Job, 9, First, At))
            .Apply(new TransactionReplaced(Account, 9, First.Hash, Second, At)).Apply(new TransactionSubmitted(Account, 9, Second.Hash, At))
            .Apply(new TransactionMined(Account, 9, Mined, At)),
        new ContractOpened(Contract, 1337, Head with { Receipt = null }, At),
        new AnchorRequested(Contract, Anchor, At),
        new AnchorFinalised(Contract, Head, At),
        new MintRequested(Contract, Mint, [Grant], At),
        new HolderLinked(Contract, new HolderLink(Grant.Pod, Account.Account, 0, 0, [1, 2, 3]), At),
        new WaitingRequested(Contract, new WaitingMint(Grant.Pod, Mint with { Settlement = Hash(13), Entries = [Mint.Entries[0]] }), At),
        new HolderErased(Contract, Grant.Pod, At),
        new TokensMinted(Contract, Mint.Settlement, Receipt, At),
        new CallRequested(Contract, Call, At),
        new CallFinalised(Contract, Call.Name, Receipt, At),
        new CallAbandoned(Contract, Call.Name, "its deadline has passed", At),
        new MessagesRead(Contract, 4712, [Message, new BridgeMessage(4, Hash(12), [8], Receipt)], At),
        new MessageAnswered(Contract, 3, BridgeOutcome.Rejected, Receipt, At),
        new MessageEnded(Contract, 3, BridgeEnd.Aborted, Receipt, At),
        new AnchorUndone(Contract, Anchor, Head, At),
        new TokensUndone(Contract, Mint, At),
        new CallUndone(Contract, Call, At),
        new MessagesUndone(Contract, 3, 4700, [new LostMessages(Hash(12), 2)], At),
        new LedgerAlarmRaised(Contract, LedgerAlarmKind.Lag, "what was sealed at noon is not anchored yet", At),
        new LedgerAlarmCleared(Contract, LedgerAlarmKind.Lag, At),
        ContractAnchor.Empty(Contract).Apply(new ContractOpened(Contract, 1337, Head, At)).Apply(new AnchorRequested(Contract, Anchor, At))
            .Apply(new MintRequested(Contract, Mint, [Grant], At))
            .Apply(new MintRequested(Contract, Mint with { Settlement = Hash(9) }, [], At))
            .Apply(new HolderLinked(Contract, new HolderLink(new PodId(Pseudonym.From("another pod....."u8)), Account.Account, 0, 0, [1]), At))
            .Apply(new TokensMinted(Contract, Mint.Settlement, Receipt, At))
            .Apply(new LedgerAlarmRaised(Contract, LedgerAlarmKind.Stuck, "nonce 9 waits", At)),
    ];

    private static Hash256 Hash(byte first) => new([first, .. new byte[31]]);
}
