using Platone.Actors.Ethereum;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>An account's own word that it holds a POD's tokens. Of a POD it is sealed under the POD's key.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="Account">The account.</param>
/// <param name="Nonce">How many accounts the POD had before: what was signed is good once. 0 also in events of the first form.</param>
/// <param name="Deadline">Until when the signature was good, whole seconds since 1970; 0 in events of the first form, which had none.</param>
/// <param name="Signature">By which the account agreed (EIP-712): evidence.</param>
public sealed record HolderLink(PodId Pod, Address Account, ulong Nonce, long Deadline, ValueList<byte> Signature);

/// <summary>What had waited for a POD's account, asked for as one batch of its own. Sealed under the POD's key.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="Mint">The batch: one entry.</param>
public sealed record WaitingMint(PodId Pod, MintRequest Mint);
