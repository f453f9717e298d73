using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Clearing.Explanation;

namespace Platone.Actors.Tests.Markets.Clearing;

/// <summary>What holds for every engine and every problem.</summary>
internal static class EngineLaws
{
    public static void BreaksNoRule(IClearingEngine engine, ClearingProblem problem) =>
        Assert.Empty(ClearingCheck.Violations(problem, engine.Clear(problem)));

    public static void IsRepeatable(IClearingEngine engine, ClearingProblem problem) => Assert.Equal(engine.Clear(problem), engine.Clear(problem));

    public static void DsoComesFirst(IClearingEngine engine, ClearingProblem problem)
    {
        var alone = engine.Clear(problem with { Requests = problem.Requests.Where(r => r.IsDso).ToValueList() });
        var together = engine.Clear(problem);
        Assert.Equal(alone.Requests, together.Requests.Take(alone.Requests.Count).ToValueList());
    }

    /// <summary>Every offer gets a twin that is the same but for a price 1 EUR/MWh higher: it never has more than the original.</summary>
    public static void CheaperEqualWins(IClearingEngine engine, ClearingProblem problem)
    {
        var offers = problem.Offers.Select(o => o with { AlternativeOf = null }).ToList();
        var dearer = offers.Select(o => o with
        {
            Id = new OfferId(o.Id.Value + "-dearer"),
            Price = new PriceCurve(o.Price.Steps.Select(s => s with { Price = s.Price + 1 }).ToValueList()),
        });
        var awards = engine.Clear(problem with { Offers = dearer.Concat(offers).ToValueList() }).Awards.ToList();
        foreach (var offer in offers)
        {
            var cheap = awards.Where(a => a.Offer == offer.Id).Sum(a => a.Factor.Value);
            var dear = awards.Where(a => a.Offer.Value == offer.Id.Value + "-dearer").Sum(a => a.Factor.Value);
            Assert.True(cheap >= dear, $"{offer}: {cheap} awarded, of its dearer twin {dear}");
        }
    }
}
