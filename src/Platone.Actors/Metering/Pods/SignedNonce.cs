using Platone.Actors.Kernel;

namespace Platone.Actors.Metering.Pods;

/// <summary>A nonce that links of a POD were signed with. With the POD it is personal, as the links are.</summary>
/// <param name="Registry">The contract.</param>
/// <param name="Owner">The owner's account, 20 bytes.</param>
/// <param name="Nonce">The owner's nonce there.</param>
/// <param name="Times">How many links with it were recorded.</param>
internal sealed record SignedNonce(string Registry, ValueList<byte> Owner, ulong Nonce, int Times);
