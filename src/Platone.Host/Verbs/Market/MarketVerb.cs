using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Clearing.Engines;
using Platone.Actors.Markets.Clearing.Engines.Evolution;
using Platone.Actors.Markets.Clearing.Engines.Exact;
using Platone.Actors.Markets.Clearing.Engines.MeritOrders;
using Platone.Actors.Markets.Clearing.Explanation;
using Platone.Host.Configuration;
using Platone.Host.Verbs.Files;
using Spectre.Console;

namespace Platone.Host.Verbs.Market;

/// <summary><c>platone market</c>: the market's decisions, on files and on a running node.</summary>
internal static class MarketVerb
{
    private const decimal JoulesPerWattHour = 3600m;

    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context) => new("market", "The market's decisions, on files and on a running node.")
    {
        Clear(context),
        ExplainVerb.Create(context),
    };

    private static Command Clear(VerbContext context)
    {
        var session = new Argument<string>("session") { Description = "A session with its requests and offers (JSON)." };
        var seed = new Option<ulong>("--seed") { Description = "Where the random numbers of NSGA-II begin.", HelpName = "N" };
        var engine = new Option<string>("--engine")
        {
            Description = "exact: the proven optimum (standard where all objectives are linear); nsga: NSGA-II (standard otherwise); "
                + "merit-order: cheapest first.",
        };
        engine.AcceptOnlyFromAmong("exact", "nsga", "merit-order");
        var json = new Option<bool>("--json") { Description = "One JSON document instead of tables." };
        var verb = new Command("clear", "Clear a session: awards, front, explanation. Needs no node.") { session, seed, engine, json };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetValue(session)!;
            var problem = Parse(path, await InputFile.BytesAsync(path, cancellation), new ClearingRules { Seed = parsed.GetValue(seed) });
            IClearingEngine chosen = parsed.GetValue(engine) switch
            {
                "nsga" => new NsgaEngine(),
                "merit-order" => new MeritOrderEngine(),
                "exact" when new EngineChoice().For(problem.Rules) is not ExactEngine => throw new InputException(
                    $"{path}: objectives: the exact engine minimises what is linear, not all of {problem.Rules.Objectives}"),
                _ => new EngineChoice().For(problem.Rules),
            };
            var started = Stopwatch.GetTimestamp();
            var result = chosen.Clear(problem, cancellation);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var violations = ClearingCheck.Violations(problem, result);
            if (!violations.IsEmpty)
                throw new InvalidOperationException($"the outcome breaks its own rules: {string.Join("; ", violations)}");
            if (parsed.GetValue(json))
                context.WriteJson(Document(problem, result, seconds));
            else
                Write(context.Console, problem, result, seconds);
            return ExitCode.Ok;
        });
        return verb;
    }

    private static ClearingProblem Parse(string path, byte[] content, ClearingRules rules)
    {
        try
        {
            return SessionFile.Parse(content, rules);
        }
        catch (FormatException e)
        {
            throw new InputException($"{path}: {e.Message}", e);
        }
    }

    private static object Document(ClearingProblem problem, ClearingResult result, double seconds) => new
    {
        awards = result.Awards.Select(a => new
        {
            offer = a.Offer.Value,
            request = a.Request.Value,
            factor = a.Factor.Value,
            energyWh = a.Power.Over(problem.IntervalSeconds).WattHours,
            cost = a.Cost,
        }),
        requests = result.Requests.Select(r => new
        {
            request = r.Request.Value,
            requestedWh = r.RequestedJoules / JoulesPerWattHour,
            nominalUnservedWh = r.NominalUnservedJoules / JoulesPerWattHour,
            expectedShortfallWh = r.ExpectedShortfallJoules / JoulesPerWattHour,
            cost = r.Cost,
            front = r.Front.Select(p => (decimal[])[p.Cost, p.ExpectedShortfallJoules / JoulesPerWattHour, .. Others(problem.Rules, p)]),
            chosen = r.Chosen,
            gap = r.Gap,
        }),
        seconds,
    };

    // Values of the other objectives in the order of the rules, energies in Wh.
    private static IEnumerable<decimal> Others(ClearingRules rules, FrontPoint point) =>
        OtherObjectives(rules).Zip(point.Others, (o, value) => o == ClearingObjective.PodsMoved ? value : value / JoulesPerWattHour);

    private static IEnumerable<ClearingObjective> OtherObjectives(ClearingRules rules) =>
        rules.Objectives.Where(o => o is not (ClearingObjective.Cost or ClearingObjective.ExpectedShortfall));

    private static void Write(IAnsiConsole console, ClearingProblem problem, ClearingResult result, double seconds)
    {
        foreach (var (cleared, explained) in result.Requests.Zip(ClearingExplanation.Of(problem, result)))
        {
            var target = explained.IsTargetReached ? "" : ", reliability target not reached";
            var dearest = explained.DearestAwarded is { } price ? Text($", the dearest at {price:0.00##} EUR/MWh") : "";
            var proof = cleared.Gap is { } gap ? Text($"proven to {gap:0.####%}") : "nothing proven";
            var limit = cleared.LimitHit ? "; the limit of work ended the search" : "";
            console.WriteLine(Text($"request {cleared.Request}: {Energy(cleared.RequestedJoules)} requested, {Energy(cleared.NominalUnservedJoules)} unserved, {Energy(cleared.ExpectedShortfallJoules)} expected shortfall, {cleared.Cost:0.00} EUR{target}"));
            console.WriteLine($"{explained.Matching} offers match, {cleared.Awards.Count} are awarded{dearest}; {proof}{limit}");
            console.Write(Front(problem.Rules, cleared));
            console.Write(Awards(problem, cleared, explained));
            console.Write(Others(explained));
        }

        console.WriteLine(Text($"{result.Engine}, {seconds:0.000} s"));
    }

    private static Table Front(ClearingRules rules, ClearedRequest cleared)
    {
        var table = Titled("front").AddColumn("").AddColumn(Right("cost EUR")).AddColumn(Right("expected shortfall"));
        var others = OtherObjectives(rules).ToList();
        foreach (var objective in others)
            table.AddColumn(Right(Named(objective)));
        for (var i = 0; i < cleared.Front.Count; i++)
        {
            var point = cleared.Front[i];
            table.AddRow([i == cleared.Chosen ? "chosen" : "", Text($"{point.Cost:0.00}"), Energy(point.ExpectedShortfallJoules),
                .. others.Zip(point.Others, (o, value) => o == ClearingObjective.PodsMoved ? Text($"{value:0}") : Energy(value))]);
        }

        return table;
    }

    private static string Named(ClearingObjective objective) => objective switch
    {
        ClearingObjective.PodsMoved => "PODs moved",
        ClearingObjective.AggregatorSpread => "from pro rata",
        ClearingObjective.NetworkLosses => "network losses",
        ClearingObjective.ReboundEnergy => "rebound",
        _ => objective.ToString(),
    };

    private static Table Awards(ClearingProblem problem, ClearedRequest cleared, RequestExplanation explained)
    {
        var table = Titled("awards").AddColumn("offer").AddColumn(Right("factor")).AddColumn(Right("energy")).AddColumn(Right("cost EUR"))
            .AddColumn(Right("rank")).AddColumn("why");
        var offers = explained.Offers.ToDictionary(o => o.Offer);
        foreach (var award in cleared.Awards)
        {
            var offer = offers[award.Offer];
            table.AddRow(Markup.Escape(award.Offer.Value), award.Factor.ToString(), Energy(award.Power.Over(problem.IntervalSeconds).Joules),
                Text($"{award.Cost:0.00}"), Text($"{offer.Rank}"), Why(offer));
        }

        return table;
    }

    // Offers that lost at a price are of interest one by one; the rest by number.
    private static Table Others(RequestExplanation explained)
    {
        const int shown = 10;
        var table = Titled("not awarded").AddColumn("offer").AddColumn(Right("rank")).AddColumn("why");
        var beaten = explained.Offers.Where(o => o.Fate == OfferFate.Beaten).OrderBy(o => o.Rank).ToList();
        foreach (var offer in beaten.Take(shown))
            table.AddRow(Markup.Escape(offer.Offer.Value), Text($"{offer.Rank}"), Why(offer));
        if (beaten.Count > shown)
            table.AddRow(Text($"{beaten.Count - shown} more"), "", "beaten");
        foreach (var fate in explained.Offers.Where(o => o.Fate > OfferFate.Beaten).GroupBy(o => o.Fate).OrderBy(g => g.Key))
            table.AddRow(Text($"{fate.Count()} offers"), "", Why(fate.First() with { Because = null }));
        return table;
    }

    private static string Why(OfferExplanation offer) => Why(offer.Fate, offer.PriceDistance);

    /// <summary>Why an offer got what it got, for people.</summary>
    /// <param name="fate">What became of it.</param>
    /// <param name="distance">Its price less the dearest awarded one, EUR/MWh; null if there is none.</param>
    internal static string Why(OfferFate fate, decimal? distance) => fate switch
    {
        OfferFate.Awarded => "all that is left of it",
        OfferFate.AwardedInPart => "no more of it was needed",
        OfferFate.LimitedByValidation => "up to the limit of the technical validation",
        OfferFate.LimitedByCap => "up to the price cap",
        OfferFate.Beaten when distance is > 0 => Text($"beaten: {distance:0.00##} EUR/MWh dearer than the dearest awarded"),
        OfferFate.Beaten => "beaten: not dearer, but it fits worse (profile, minimum activation or reliability)",
        OfferFate.WrongDirection => "the other direction",
        OfferFate.OutOfArea => "out of area",
        OfferFate.NotWhenNeeded => "no power when it is needed",
        OfferFate.OverCap => "over the price cap",
        OfferFate.AlternativeAwarded => "an alternative of it was awarded",
        OfferFate.AlreadyTaken => "already taken",
        OfferFate.ShutByValidation => "the technical validation leaves too little of it",
        _ => throw new ArgumentOutOfRangeException(nameof(fate), fate, null),
    };

    private static Table Titled(string title) => new Table().Border(TableBorder.Simple).Title(title);

    private static TableColumn Right(string header) => new TableColumn(header).RightAligned();

    private static string Energy(decimal joules) => Text($"{joules / JoulesPerWattHour / 1000:0.000} kWh");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
