using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Scd.Notary;

namespace Platone.Actors.Scd.Markets.Settlement;

/// <summary>The versions of a session's settlement.</summary>
/// <param name="Versions">In order.</param>
/// <param name="CorrectionsUntil">First instant at which what is recorded has no effect; null until delivery ended.</param>
/// <param name="LateQuarterHours">Quarter hours of its lines for which something was recorded later, which had no effect.</param>
public sealed record SettlementHistory(ValueList<SettlementVersionRow> Versions, DateTimeOffset? CorrectionsUntil, int LateQuarterHours);

/// <summary>A version of a settlement.</summary>
/// <param name="Version">Which, from 1.</param>
/// <param name="At">When it was calculated.</param>
/// <param name="LogSize">Entries in the log it was calculated from.</param>
/// <param name="Pods">How many PODs it was calculated from.</param>
/// <param name="Lines">How many lines it has, those of PODs erased since too.</param>
/// <param name="WaitingLines">How many of them wait for data.</param>
/// <param name="ChangedLines">How many of those still known differ from the version before; 0 for the first.</param>
/// <param name="Event">The event.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record SettlementVersionRow(int Version, DateTimeOffset At, long LogSize, int Pods, int Lines, int WaitingLines, int ChangedLines,
    EventId Event, Certification Certification);

/// <summary>What a version changed of a line.</summary>
/// <param name="Version">The version.</param>
/// <param name="Number">The line's place in the settlement, from 0.</param>
/// <param name="Delta">The line before and after.</param>
public sealed record LineDeltaRow(int Version, int Number, LineDelta Delta);
