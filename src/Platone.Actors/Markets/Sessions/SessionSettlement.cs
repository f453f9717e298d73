using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Settlement;

namespace Platone.Actors.Markets.Sessions;

/// <summary>A version of a session's settlement.</summary>
/// <param name="Version">1 for the first; one more with each correction. Nothing is overwritten.</param>
/// <param name="Cut">What it was calculated from.</param>
/// <param name="Lines">One for each award, POD and interval that was called for.</param>
/// <param name="Statement">Who owes whom.</param>
public sealed record SessionSettlement(int Version, SettlementCut Cut, ValueList<SettlementLine> Lines, SettlementStatement Statement);

/// <summary>
/// What a settlement was calculated from: whoever replays the journal up to here must get the same amounts, to the last digit.
/// </summary>
/// <param name="Pods">The last event of every POD that was used, in the order of their pseudonyms.</param>
/// <param name="LogSize">Entries in the log at that time.</param>
public sealed record SettlementCut(ValueList<PodCut> Pods, long LogSize);

/// <summary>A POD's part of a cut.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="Through">Its last sequence number that was used; 0 if nothing was known of it.</param>
public sealed record PodCut(PodId Pod, long Through);
