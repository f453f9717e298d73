using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets.Delivery;
using static Platone.Actors.Markets.Sessions.Forms.Scalars;

namespace Platone.Actors.Markets.Sessions.Forms;

/// <summary>Between delivery policies and shortfalls and their stored messages.</summary>
internal static class DeliveryForms
{
    /// <summary>The message of a request's policy.</summary>
    public static Wire.DeliveryPolicy ToWire(RequestId request, DeliveryPolicy policy)
    {
        var message = new Wire.DeliveryPolicy
        {
            Request = request.Value,
            Action = (uint)policy.Action,
            Tolerance = Scalars.ToWire(policy.Tolerance),
            MostIntervals = policy.MostIntervals,
        };
        if (policy.MostW is { } watts)
            message.MostW = watts;
        if (policy.MostCost is { } cost)
            message.MostCost = Scalars.ToWire(cost);
        return message;
    }

    /// <summary>The policy of a message, and whose request it is for.</summary>
    public static (RequestId Request, DeliveryPolicy Policy) FromWire(Wire.DeliveryPolicy? message)
    {
        var stored = Required(message);
        return (RequestId.Parse(stored.Request), new DeliveryPolicy(Known<DeliveryAction>(stored.Action), Decimal(stored.Tolerance),
            stored.HasMostW ? stored.MostW : null, stored.HasMostCost ? Decimal(stored.MostCost) : null, stored.MostIntervals));
    }

    /// <summary>The message of a shortfall.</summary>
    public static Wire.ProjectedShortfall ToWire(ProjectedShortfall shortfall)
    {
        var message = new Wire.ProjectedShortfall
        {
            Request = shortfall.Delivery.Request.Value,
            Interval = shortfall.Delivery.Interval,
            InstructedW = shortfall.InstructedW,
            ShortfallW = shortfall.ShortfallW,
        };
        message.Awards.Add(shortfall.Delivery.Awards.Select(a => new Wire.ProjectedAward
        {
            Award = OutcomeForms.ToWire(a.Award),
            InstructedW = a.InstructedW,
            ProjectedW = a.ProjectedW,
            UnseenW = a.UnseenW,
        }));
        if (shortfall.Delivery.Through is { } through)
            message.Through = Scalars.ToWire(through);
        if (shortfall.Standby is { } standby)
            message.Standby = standby.Value;
        return message;
    }

    /// <summary>The shortfall of a message.</summary>
    public static ProjectedShortfall FromWire(Wire.ProjectedShortfall? message)
    {
        var stored = Required(message);
        return new ProjectedShortfall(
            new ProjectedDelivery(RequestId.Parse(stored.Request), stored.Interval,
                stored.HasThrough ? Instant.FromMicroseconds(stored.Through) : null,
                stored.Awards.Select(a => new ProjectedAward(OutcomeForms.FromWire(Required(a.Award)), a.InstructedW, a.ProjectedW, a.UnseenW))
                    .ToValueList()),
            stored.InstructedW, stored.ShortfallW, stored.HasStandby ? ActivationId.Parse(stored.Standby) : null);
    }
}
