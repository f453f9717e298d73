using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Rebounds;
using static Platone.Actors.Markets.Sessions.Forms.Scalars;

namespace Platone.Actors.Markets.Sessions.Forms;

/// <summary>Between rebound rules and findings and their stored messages.</summary>
internal static class ReboundForms
{
    /// <summary>The message of a rule.</summary>
    public static Wire.ReboundRule ToWire(ReboundRule rule) =>
        new() { Action = (uint)rule.Action, Share = Scalars.ToWire(rule.Share), Intervals = rule.Intervals };

    /// <summary>The rule of a message.</summary>
    public static ReboundRule FromWire(Wire.ReboundRule? message)
    {
        var stored = Required(message);
        return new ReboundRule(Known<ReboundAction>(stored.Action), Decimal(stored.Share), stored.Intervals);
    }

    /// <summary>The message of a finding.</summary>
    public static Wire.ReboundFinding ToWire(ReboundFinding finding) => new()
    {
        Award = OutcomeForms.ToWire(finding.Award),
        Affected = finding.Affected.Value,
        FirstInterval = finding.FirstInterval,
        WorstW = finding.WorstW,
        EnergyJ = finding.EnergyJ,
    };

    /// <summary>The finding of a message.</summary>
    public static ReboundFinding FromWire(Wire.ReboundFinding stored) => new(OutcomeForms.FromWire(Required(stored.Award)),
        RequestId.Parse(stored.Affected), stored.FirstInterval, stored.WorstW, stored.EnergyJ);
}
