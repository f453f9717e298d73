using Google.Protobuf;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Serialization;

namespace Platone.Actors.Metering.Pods;

/// <summary>Between the links of owners and their stored messages.</summary>
internal static class OwnerForms
{
    /// <summary>Units of both events: the POD's pseudonym in the clear, the link sealed under the POD's key.</summary>
    public static UnitLayout Layout => UnitLayout.With(Wire.PodNamed.Descriptor, new UnitKind(Wire.OwnerLink.Descriptor));

    /// <summary>The units of an event.</summary>
    public static EventContent Encode(PodId pod, OwnerLink? link) =>
        Content.With(new Wire.PodNamed { Pod = pod.ToString() }, link is null ? [] : [ToWire(link)]);

    /// <summary>The event of units.</summary>
    public static T Decode<T>(DecodingEvent d, Func<PodId, OwnerLink?, T> make) => make(PodId.Parse(d.Open(Wire.PodNamed.Parser).Pod),
        d.PersonalIfAny(Wire.OwnerLink.Parser) is { } link ? FromWire(link) : null);

    /// <summary>The message of a link.</summary>
    public static Wire.OwnerLink ToWire(OwnerLink link) => new()
    {
        Registry = link.Registry,
        ChainId = link.ChainId,
        Commitment = Bytes(link.Commitment),
        Owner = Bytes(link.Owner),
        MeterKeyHash = Bytes(link.MeterKeyHash),
        Nonce = link.Nonce,
        Deadline = link.Deadline,
        Signature = Bytes(link.Signature),
    };

    /// <summary>The link of a message.</summary>
    public static OwnerLink FromWire(Wire.OwnerLink stored) => new(stored.Registry, stored.ChainId, ValueList.Of(stored.Commitment.Span),
        ValueList.Of(stored.Owner.Span), ValueList.Of(stored.MeterKeyHash.Span), stored.Nonce, stored.Deadline,
        ValueList.Of(stored.Signature.Span));

    /// <summary>The message of a nonce.</summary>
    public static Wire.SignedNonce ToWire(SignedNonce nonce) =>
        new() { Registry = nonce.Registry, Owner = Bytes(nonce.Owner), Nonce = nonce.Nonce, Times = nonce.Times };

    /// <summary>The nonce of a message.</summary>
    public static SignedNonce FromWire(Wire.SignedNonce stored) =>
        new(stored.Registry, ValueList.Of(stored.Owner.Span), stored.Nonce, stored.Times);

    private static ByteString Bytes(ValueList<byte> bytes) => ByteString.CopyFrom(bytes.Items.AsSpan());
}
