namespace Platone.Actors.Notary.Anchoring.Driving;

/// <summary>Something asked for of a contract that is not final yet.</summary>
/// <param name="Job">What.</param>
/// <param name="Data">The call that does it; null where that is not sent from here, and only looked for.</param>
/// <param name="Lane">Calls of a lane go one after the other, each once the one before is in a block; null where they do not wait for each
/// other.</param>
internal sealed record ContractCall(ChainJob Job, byte[]? Data, string? Lane = null)
{
    /// <summary>Why it cannot be done any more, where that is known without asking; null where it is not.</summary>
    public string? Refusal { get; init; }

    /// <summary>The most gas it may use; null where the ledger's own limit is enough.</summary>
    public ulong? MostGas { get; init; }
}
