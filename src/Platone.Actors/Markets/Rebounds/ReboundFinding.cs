using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Awards;

namespace Platone.Actors.Markets.Rebounds;

/// <summary>An award whose rebound makes later intervals of a request worse: its own, or another of the session.</summary>
/// <param name="Award">The award.</param>
/// <param name="Affected">The request.</param>
/// <param name="FirstInterval">Number of the first such interval, from 0.</param>
/// <param name="WorstW">Most of the rebound that nothing covers, in any of them, W.</param>
/// <param name="EnergyJ">All of it, J.</param>
public sealed record ReboundFinding(AwardId Award, RequestId Affected, int FirstInterval, long WorstW, long EnergyJ);
