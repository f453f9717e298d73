using Platone.Actors.Ethereum;
using Platone.Actors.Kernel;

namespace Platone.Actors.Notary.Anchoring.Registry;

/// <summary>A link as <c>PodRegistry</c> takes it.</summary>
/// <param name="Commitment">Stands for the POD.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="MeterKeyHash">Stands for its meter's key.</param>
/// <param name="Nonce">The owner's at the registry.</param>
/// <param name="Deadline">Last second at which the signature is good, since 1970.</param>
/// <param name="Signature">The owner's.</param>
public sealed record RegistryLink(Hash256 Commitment, Address Owner, Hash256 MeterKeyHash, ulong Nonce, long Deadline,
    ValueList<byte> Signature);
