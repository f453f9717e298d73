using Akka.Event;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Registry;

namespace Platone.Actors.Node.Linking;

/// <summary>
/// Takes the links of PODs to their owners, and their ends, to the registry: each is asked for under a name of its own, which the
/// contract's journal takes once. Of an erased POD nothing can be read any more; so erasures wait until this has passed them
/// (<c>ErasureProcess</c>).
/// </summary>
internal sealed class LinkingProcess(ContractAnchorId registry, ProcessOffsets offsets, IEntities entities, TimeProvider clock,
    ILoggingAdapter log)
    : ProcessManager(ProcessName, offsets, entities, log)
{
    /// <summary>Its name, and the key of its offset.</summary>
    public const string ProcessName = "linking";

    private readonly string _registry = registry.ToString();

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<ICommand>> ReactAsync(JournalEntry entry, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ICommand>>(CallOf(entry) is { } call ? [new RequestCalls(registry, [call], clock.GetUtcNow())] : []);

    private CallRequest? CallOf(JournalEntry entry)
    {
        if (entry.EventType == typeof(OwnerLinked) && entry.Event is OwnerLinked { Link: { } signed } && IsHere(signed))
            return RegistryCalls.Link(ToRegistry(signed), entry.Id.SequenceNr);
        return entry.EventType == typeof(OwnerRevoked) && entry.Event is OwnerRevoked { Link: { } ended } && IsHere(ended)
            ? RegistryCalls.Revoke(new Hash256(Span(ended.Commitment)), new Address(Span(ended.Owner)), ended.Nonce, entry.Id.SequenceNr)
            : null;
    }

    // What was signed for another registry means nothing to this one.
    private bool IsHere(OwnerLink link) => link.Registry == _registry;

    private static RegistryLink ToRegistry(OwnerLink link) => new(new Hash256(Span(link.Commitment)), new Address(Span(link.Owner)),
        new Hash256(Span(link.MeterKeyHash)), link.Nonce, link.Deadline, link.Signature);

    private static ReadOnlySpan<byte> Span(Kernel.ValueList<byte> bytes) => bytes.Items.AsSpan();
}
