using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Clearing.Engines;
using Platone.Actors.Markets.Clearing.Engines.Evolution;
using Platone.Actors.Markets.Clearing.Engines.Exact;
using Platone.Actors.Markets.Clearing.Engines.MeritOrders;

namespace Platone.Actors.Audit.Replays;

/// <summary>
/// The clearing engines, by the names that results carry. Each gives the same result for the same problem, options and seed, on the versions of
/// the platform and its solver that cleared; a later version may find another answer that is as good.
/// </summary>
internal sealed class RecordedEngines
{
    private static readonly EngineChoice Choice = new();
    private readonly IClearingEngine[] _engines = [new ExactEngine(), new NsgaEngine(), new NsgaEngine(isAlone: true), new MeritOrderEngine()];

    /// <summary>Their names, for people.</summary>
    public string Names => string.Join(", ", _engines.Select(e => e.Name));

    /// <summary>Whether an engine is the one the platform takes for rules.</summary>
    public static bool IsChosenFor(ClearingRules rules, IClearingEngine engine) => Choice.For(rules).Name == engine.Name;

    /// <summary>The engine of a name; null if there is none.</summary>
    public IClearingEngine? Find(string name) => _engines.FirstOrDefault(e => e.Name == name);
}
