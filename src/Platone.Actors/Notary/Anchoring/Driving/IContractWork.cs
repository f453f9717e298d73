using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Notary.Anchoring.Driving;

/// <summary>What a kind of contract is asked to do, and how it is seen whether it has done it.</summary>
internal interface IContractWork
{
    /// <summary>The contract.</summary>
    ContractAnchorId Id { get; }

    /// <summary>Ties it to its chain if it is not yet, and looks whether it is where the journal says.</summary>
    /// <param name="view">Where the journal says it is.</param>
    /// <param name="chainId">The chain.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Null if all is well; else what contradicts what. Nothing is sent then.</returns>
    Task<string?> CheckAsync(ContractAnchorView view, ulong chainId, CancellationToken cancellation);

    /// <summary>Records what is to be asked for now, and gives all that is not final, in the order it is to be sent.</summary>
    Task<IReadOnlyList<ContractCall>> DueAsync(CancellationToken cancellation);

    /// <summary>Where the contract did a job; null if it has not, as of the newest block.</summary>
    Task<ChainReceipt?> DoneAsync(ContractCall call, CancellationToken cancellation);

    /// <summary>Records that a job is done for good. Repeatable.</summary>
    Task FinaliseAsync(string jobName, ChainReceipt receipt, CancellationToken cancellation);

    /// <summary>
    /// Hears that a transaction of a job was mined and reverted for good, before the account forgets it. What is to be given up for that is
    /// given up here; all else is tried again after a pause. Repeatable.
    /// </summary>
    Task RevertedAsync(string jobName, ChainReceipt receipt, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Since when something waits that is not final; null if nothing does.</summary>
    Task<DateTimeOffset?> WaitingSinceAsync(ContractAnchorView view, CancellationToken cancellation);
}
