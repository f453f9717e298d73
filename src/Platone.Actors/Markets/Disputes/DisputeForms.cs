using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Settlement;
using static Platone.Actors.Markets.Sessions.Forms.Scalars;
using Wire = Platone.Actors.Markets.Sessions.Wire;

namespace Platone.Actors.Markets.Disputes;

/// <summary>Between disputes and their stored messages.</summary>
internal static class DisputeForms
{
    /// <summary>The message of a disputed line.</summary>
    public static Wire.DisputedLine ToWire(DisputedLine line, uint place) => new()
    {
        Index = place,
        Pod = line.Line.Pod.ToString(),
        Request = line.Line.Request.Value,
        Offer = line.Line.Offer.Value,
        Direction = (uint)line.Line.Direction,
        Period = line.Line.Period.Index,
        Seconds = line.Line.Period.Seconds,
        Reason = line.Reason,
    };

    /// <summary>The disputed line of a message.</summary>
    public static DisputedLine FromWire(Wire.DisputedLine stored) => new(
        new LineKey(RequestId.Parse(stored.Request), OfferId.Parse(stored.Offer), PodId.Parse(stored.Pod), Known<Direction>(stored.Direction),
            new SettlementPeriod(stored.Period, stored.Seconds)), stored.Reason);

    /// <summary>The message of a resolution.</summary>
    public static Wire.DisputeResolution ToWire(DisputeResolution resolution, uint place)
    {
        var message = new Wire.DisputeResolution { Index = place, Pod = resolution.Pod.ToString(), Reason = resolution.Reason };
        if (resolution.Input?.BaselineW is { } baseline)
            message.BaselineW = baseline;
        if (resolution.Input?.MeteredJ is { } metered)
            message.MeteredJ = metered;
        return message;
    }

    /// <summary>The resolution of a message.</summary>
    public static DisputeResolution FromWire(Wire.DisputeResolution stored)
    {
        var input = new CorrectedInput(stored.HasBaselineW ? stored.BaselineW : null, stored.HasMeteredJ ? stored.MeteredJ : null);
        return new DisputeResolution(PodId.Parse(stored.Pod), stored.Reason, input is { BaselineW: null, MeteredJ: null } ? null : input);
    }

    /// <summary>The message of a dispute, without what is about its line.</summary>
    public static Wire.PlacedDispute ToWire(PlacedDispute dispute) => new()
    {
        Dispute = dispute.Id.Value,
        By = dispute.By.Value,
        Version = dispute.Version,
        State = (uint)dispute.State,
        Place = dispute.Place,
    };

    /// <summary>The dispute of messages.</summary>
    /// <param name="stored">What is not about its line.</param>
    /// <param name="line">Its line; null if that was erased.</param>
    /// <param name="resolution">Its resolution; null if there is none, or it was erased.</param>
    public static PlacedDispute FromWire(Wire.PlacedDispute stored, Wire.DisputedLine? line, Wire.DisputeResolution? resolution) => new(
        DisputeId.Parse(stored.Dispute), ParticipantId.Parse(stored.By), stored.Version, line is null ? null : FromWire(line),
        Known<DisputeState>(stored.State), stored.Place, resolution is null ? null : FromWire(resolution));
}
