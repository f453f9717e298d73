using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants;
using Platone.Actors.Scd.Metering.Pods;

namespace Platone.Host.Rest.Access;

/// <summary>
/// Who may see and change what (operations, "Security"; architecture, "Privacy"). Pure, so that a table of tests can hold every role to it.
/// </summary>
internal static class AccessRules
{
    /// <summary>Roles that see the data of every POD.</summary>
    public static bool SeesEveryPod(Role role) => role is Role.Operator or Role.Dso or Role.Auditor;

    /// <summary>Whether the caller may see a POD and what is measured at it: its own, one in its portfolio now, or any by role.</summary>
    public static bool MaySee(Caller caller, PodRow pod) =>
        SeesEveryPod(caller.Role) || pod.Owner == caller.Id || (caller.Role == Role.Aggregator && pod.Aggregator == caller.Id);

    /// <summary>Whose PODs a listing shows; null for all.</summary>
    public static ParticipantId? Scope(Caller caller) => SeesEveryPod(caller.Role) ? null : caller.Id;

    /// <summary>Whether the caller may read the personal name behind a pseudonym (POD code, device serial): all who may see it but the auditor.</summary>
    public static bool MayName(Caller caller, PodRow pod) => MayName(caller.Role) && MaySee(caller, pod);

    /// <summary>Whether a role reads personal names of what it may see.</summary>
    public static bool MayName(Role role) => role != Role.Auditor;

    /// <summary>Whether the caller may see a participant: itself, or any for the operator and the auditor.</summary>
    public static bool MaySee(Caller caller, ParticipantId participant) =>
        caller.Id == participant || caller.Role is Role.Operator or Role.Auditor;

    /// <summary>Whether the caller may issue and revoke a participant's API keys: itself and the operator.</summary>
    public static bool MayKey(Caller caller, ParticipantId participant) => caller.Id == participant || caller.Role == Role.Operator;

    /// <summary>
    /// Whether the caller may put a POD into a portfolio: its owner, who thereby lets that aggregator see it, and the operator.
    /// Never the aggregator itself, or it could make any POD visible to itself.
    /// </summary>
    public static bool MayJoin(Caller caller, PodRow pod) => caller.Role == Role.Operator || pod.Owner == caller.Id;

    /// <summary>Whether the caller may take a POD out of its portfolio: owner, operator and the aggregator.</summary>
    public static bool MayLeave(Caller caller, PodRow pod) =>
        MayJoin(caller, pod) || (caller.Role == Role.Aggregator && pod.Aggregator == caller.Id);

    /// <summary>Whether the caller may register what is behind a POD (a battery): owner, its aggregator, DSO, operator.</summary>
    public static bool MayEquip(Caller caller, PodRow pod) => caller.Role is not Role.Auditor && MaySee(caller, pod);

    /// <summary>Roles that read every entry of the log with all its units: the others read those of the PODs they see.</summary>
    public static bool ReadsWholeLog(Role role) => role is Role.Operator or Role.Auditor;

    /// <summary>Roles that see every participant's part of the market: the others see what they placed, or are a party of.</summary>
    public static bool SeesWholeMarket(Role role) => role is Role.Operator or Role.Auditor;

    /// <summary>Whose part of the market a listing shows; null for all.</summary>
    public static ParticipantId? MarketScope(Caller caller) => SeesWholeMarket(caller.Role) ? null : caller.Id;

    /// <summary>Whether the caller may see what is a participant's in the market.</summary>
    public static bool SeesOfMarket(Caller caller, ParticipantId participant) => caller.Id == participant || SeesWholeMarket(caller.Role);
}
