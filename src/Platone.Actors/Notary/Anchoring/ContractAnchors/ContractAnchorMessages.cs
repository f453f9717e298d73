using Platone.Actors.Serialization.Messages;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>What nodes say to each other about a contract on a chain.</summary>
public static class ContractAnchorMessages
{
    /// <summary>The table.</summary>
    public static MessageTable Table { get; } = MessageTable.For("contract-anchor")
        .Add<OpenContract>("open-contract")
        .Add<RequestAnchor>("request-anchor")
        .Add<FinaliseAnchor>("finalise-anchor")
        .Add<RequestMint>("request-mint")
        .Add<LinkHolder>("link-holder")
        .Add<EraseHolder>("erase-holder")
        .Add<FinaliseMint>("finalise-mint")
        .Add<RequestCalls>("request-calls")
        .Add<FinaliseCall>("finalise-call")
        .Add<AbandonCall>("abandon-call")
        .Add<RequestRelease>("request-release")
        .Add<ReadMessages>("read-messages")
        .Add<AnswerMessage>("answer-message")
        .Add<EndMessage>("end-message")
        .Add<UndoAnchor>("undo-anchor")
        .Add<UndoMint>("undo-mint")
        .Add<UndoCalls>("undo-calls")
        .Add<UndoMessages>("undo-messages")
        .Add<RaiseLedgerAlarm>("raise-ledger-alarm")
        .Add<ClearLedgerAlarm>("clear-ledger-alarm")
        .Add<GetContractAnchor>("get-contract-anchor")
        .Add<GetTokenHolder>("get-token-holder")
        .Add<TokenHolderView>("token-holder-view")
        .Add<ContractAnchorView>("contract-anchor-view")
        .Build();
}
