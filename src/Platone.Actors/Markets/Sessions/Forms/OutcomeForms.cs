using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Serialization;
using static Platone.Actors.Markets.Sessions.Forms.Scalars;

namespace Platone.Actors.Markets.Sessions.Forms;

/// <summary>Between a session's clearing, awards, verdicts, activations and set points and their stored messages.</summary>
internal static class OutcomeForms
{
    /// <summary>The parts of awards in their order, each with its award's place.</summary>
    public static IEnumerable<(AwardPart Part, uint Award)> Parts(ValueList<Award> awards) =>
        awards.SelectMany((award, place) => award.Parts.Select(part => (part, (uint)place)));

    /// <summary>The message of what a request got, but for its awards.</summary>
    public static Wire.ClearedRequest ToWire(ClearedRequest cleared)
    {
        var message = new Wire.ClearedRequest
        {
            Request = cleared.Request.Value,
            RequestedJoules = cleared.RequestedJoules,
            NominalUnservedJoules = cleared.NominalUnservedJoules,
            ExpectedShortfallJoules = Scalars.ToWire(cleared.ExpectedShortfallJoules),
            Cost = Scalars.ToWire(cleared.Cost),
            Awards = cleared.Awards.Count,
            Chosen = cleared.Chosen,
            LimitHit = cleared.LimitHit,
            Work = cleared.Work,
        };
        if (cleared.Gap is { } gap)
            message.Gap = Scalars.ToWire(gap);
        foreach (var point in cleared.Front)
        {
            var stored = new Wire.FrontPoint
            {
                Cost = Scalars.ToWire(point.Cost),
                ExpectedShortfallJoules = Scalars.ToWire(point.ExpectedShortfallJoules),
            };
            stored.Others.Add(point.Others.Select(Scalars.ToWire));
            message.Front.Add(stored);
        }
        return message;
    }

    /// <summary>What a request got.</summary>
    /// <param name="stored">The message.</param>
    /// <param name="awards">Its awards.</param>
    public static ClearedRequest FromWire(Wire.ClearedRequest stored, ValueList<ClearedAward> awards) => new(
        RequestId.Parse(stored.Request), stored.RequestedJoules, stored.NominalUnservedJoules, Decimal(stored.ExpectedShortfallJoules),
        Decimal(stored.Cost), awards, stored.Front.Select(p =>
            new FrontPoint(Decimal(p.Cost), Decimal(p.ExpectedShortfallJoules), p.Others.Select(Decimal).ToValueList())).ToValueList(),
        stored.Chosen, stored.HasGap ? Decimal(stored.Gap) : null, stored.LimitHit, stored.Work);

    /// <summary>The message of an award but for its parts.</summary>
    public static Wire.Award ToWire(Award award)
    {
        var message = new Wire.Award
        {
            Request = award.Id.Request.Value,
            Offer = award.Id.Offer.Value,
            Factor = (uint)award.Factor.Millionths,
            Price = Scalars.ToWire(award.Price),
        };
        message.PowerW.Add(award.Power);
        return message;
    }

    /// <summary>The awards of messages.</summary>
    /// <param name="awards">But for their parts.</param>
    /// <param name="parts">Those that are still known, in order.</param>
    /// <exception cref="CorruptEventException">A part is of none of them.</exception>
    public static ValueList<Award> FromWire(IReadOnlyList<Wire.Award> awards, IReadOnlyList<Wire.AwardPart> parts)
    {
        if (parts.FirstOrDefault(p => p.Award >= awards.Count) is { } stray)
            throw new CorruptEventException($"a part is of award {stray.Award} of {awards.Count}");
        var byAward = parts.ToLookup(p => p.Award, p => new AwardPart(PodId.Parse(p.Pod), Profile(p.PowerW)));
        return awards.Select((a, i) => new Award(new AwardId(RequestId.Parse(a.Request), OfferId.Parse(a.Offer)), Factor(a.Factor),
            Profile(a.PowerW), Decimal(a.Price), byAward[(uint)i].ToValueList())).ToValueList();
    }

    /// <summary>The message of a POD's part of an award.</summary>
    public static Wire.AwardPart ToWire(AwardPart part, uint award, uint place)
    {
        var message = new Wire.AwardPart { Index = place, Pod = part.Pod.ToString(), Award = award };
        message.PowerW.Add(part.Power);
        return message;
    }

    /// <summary>The message of a verdict.</summary>
    public static Wire.AwardVerdict ToWire(AwardVerdict verdict)
    {
        var message = new Wire.AwardVerdict
        {
            Award = ToWire(verdict.Award),
            Finding = (uint)verdict.Finding,
            Limit = (uint)verdict.Limit.Millionths,
        };
        if (verdict.Binding is { } binding)
            message.Binding = binding;
        if (verdict.Detail is { } detail)
            message.Detail = detail;
        return message;
    }

    /// <summary>The verdict of a message.</summary>
    public static AwardVerdict FromWire(Wire.AwardVerdict stored) => new(FromWire(Required(stored.Award)), Known<Finding>(stored.Finding),
        Factor(stored.Limit), stored.HasBinding ? stored.Binding : null, stored.HasDetail ? stored.Detail : null);

    /// <summary>The message of an activation.</summary>
    public static Wire.Activation ToWire(Activation activation)
    {
        var message = new Wire.Activation
        {
            Id = activation.Id.Value,
            Requester = activation.Requester.Value,
            First = activation.First,
            Intervals = activation.Intervals,
        };
        message.Awards.Add(activation.Awards.Select(ToWire));
        return message;
    }

    /// <summary>The activation of a message.</summary>
    public static Activation FromWire(Wire.Activation? message)
    {
        var stored = Required(message);
        return new Activation(ActivationId.Parse(stored.Id), ParticipantId.Parse(stored.Requester),
            stored.Awards.Select(FromWire).ToValueList(), stored.First, stored.Intervals);
    }

    /// <summary>The message of a set point.</summary>
    public static Wire.IssuedSetPoint ToWire(IssuedSetPoint issued, uint place) => new()
    {
        Index = place,
        Pod = issued.Pod.ToString(),
        Interval = issued.Interval,
        BaselineW = issued.BaselineW,
        UpW = issued.UpW,
        DownW = issued.DownW,
        SetPoint = Metering.WireForms.ToWire(issued.SetPoint),
    };

    /// <summary>The set point of a message.</summary>
    public static IssuedSetPoint FromWire(Wire.IssuedSetPoint stored) => new(PodId.Parse(stored.Pod), stored.Interval, stored.BaselineW,
        stored.UpW, stored.DownW, Metering.WireForms.FromWire(Required(stored.SetPoint)));

    /// <summary>The message of an award's name.</summary>
    public static Wire.AwardId ToWire(AwardId id) => new() { Request = id.Request.Value, Offer = id.Offer.Value };

    /// <summary>The award's name of a message.</summary>
    public static AwardId FromWire(Wire.AwardId stored) => new(RequestId.Parse(stored.Request), OfferId.Parse(stored.Offer));
}
