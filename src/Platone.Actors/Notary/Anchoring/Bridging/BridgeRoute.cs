using Akka.Configuration;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Notary.Anchoring.Bridging;

/// <summary>What a release goes through: from the access ledger, where its cause is certified, to the service ledger's tokens.</summary>
/// <param name="Log">The access ledger's log: its final heads certify.</param>
/// <param name="Sender">The access ledger's bridge.</param>
/// <param name="SenderChainId">The access ledger's chain.</param>
/// <param name="Receiver">The service ledger's bridge.</param>
/// <param name="Token">The service ledger's token.</param>
internal sealed record BridgeRoute(ContractAnchorId Log, ContractAnchorId Sender, ulong SenderChainId, ContractAnchorId Receiver,
    ContractAnchorId Token)
{
    /// <summary>What calls of the bridges follow from: the sender's stream. Which of its events, they need not say.</summary>
    public EventId Cause { get; } = new($"{ContractAnchorCommand.EntityKind}-{Sender}", 0);

    /// <summary>The route of a configuration; null if no ledger has a bridge: tokens are then minted directly.</summary>
    /// <exception cref="ConfigurationException">A part of it is missing; the message names its key.</exception>
    public static BridgeRoute? From(IReadOnlyList<LedgerOptions> ledgers)
    {
        var (access, service) = (Of(LedgerId.Access), Of(LedgerId.Service));
        return (access?.Find(ContractKind.Bridge), service?.Find(ContractKind.Bridge)) switch
        {
            (null, null) => null,
            (null, _) => throw Missing(LedgerId.Access, ContractKind.Bridge, LedgerId.Service),
            (_, null) => throw Missing(LedgerId.Service, ContractKind.Bridge, LedgerId.Access),
            ({ } sender, { } receiver) => new BridgeRoute(
                access!.Find(ContractKind.EventLog) ?? throw Missing(LedgerId.Access, ContractKind.EventLog, LedgerId.Access), sender,
                access.ChainId, receiver,
                service!.Find(ContractKind.FlexToken) ?? throw Missing(LedgerId.Service, ContractKind.FlexToken, LedgerId.Service)),
        };

        LedgerOptions? Of(LedgerId id) => ledgers.FirstOrDefault(l => l.Id == id);
    }

    private static ConfigurationException Missing(LedgerId ledger, ContractKind kind, LedgerId has) => new(
        $"platone.ledger.{ledger}.{kind.Setting()} is missing (or platone.ledger.{ledger}.url): platone.ledger.{has}.bridge is set, and a "
        + "bridge needs one at either end, the access ledger's event-log and the service ledger's flex-token");
}
