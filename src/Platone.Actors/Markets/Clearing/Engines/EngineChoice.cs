using Platone.Actors.Markets.Clearing.Engines.Evolution;
using Platone.Actors.Markets.Clearing.Engines.Exact;
using Platone.Actors.Markets.Clearing.Objectives;

namespace Platone.Actors.Markets.Clearing.Engines;

/// <summary>Which engine clears: the exact one where all objectives are linear, NSGA-II otherwise (market rules, "Economic clearing").</summary>
public sealed class EngineChoice : IClearingEngine
{
    private readonly ExactEngine _exact = new();
    private readonly NsgaEngine _nsga = new();

    /// <inheritdoc/>
    public string Name => "default";

    /// <summary>The engine for rules.</summary>
    public IClearingEngine For(ClearingRules rules) =>
        ClearingObjectives.AreLinear(rules) ? _exact : _nsga;

    /// <inheritdoc/>
    public ClearingResult Clear(ClearingProblem problem, CancellationToken cancellation = default) =>
        For(problem.Rules).Clear(problem, cancellation);
}
