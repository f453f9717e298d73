using Platone.Actors.Notary.Bundles;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Log;
using Platone.Host.Rest.Measurements;
using Platone.Host.Rest.Outcomes;
using Platone.Host.Rest.Settlements;

namespace Platone.Host.Demo;

/// <summary>
/// Checks what the day left in the log, as an auditor would: has the log sealed, takes proof bundles of readings, set points, awards and
/// statements, each disclosing that one alone, and verifies them without asking the node again.
/// </summary>
internal sealed class DemoProofs(DemoCast cast, DemoMarket market, DemoScenario scenario, DemoPlan plan)
{
    private const int SampleOfEach = 12;

    /// <summary>Seals, takes and verifies.</summary>
    /// <param name="progress">Told how many of how many are checked.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<ProofCount> CheckAsync(Action<int, int> progress, CancellationToken cancellation)
    {
        // The key is the node's own word: so the proofs are self-attested, and the summary says so.
        var trust = TrustFile.Parse(TrustFile.Write([(await cast.Operator.GetAsync<HeadView>("api/v1/log", cancellation))!.VerifierKey], [], 0));
        List<(string Kind, EventView Event, int Unit)> wanted =
        [
            .. await ReadingsAsync(cancellation),
            .. (await market.SetPointsAsync(scenario, cancellation)).Take(SampleOfEach).Select(s => ("set point", s.Event, s.Unit)),
            .. (await cast.Operator.AllAsync<AwardView>($"api/v1/awards?session={scenario.Session}", cancellation)).Select(a => ("award", a.Event, a.Unit)),
            .. (await cast.Operator.AllAsync<StatementView>($"api/v1/statements?session={scenario.Session}", cancellation))
                .Select(s => ("statement", s.Event, s.Unit)),
        ];
        // After the events were seen: so all of them are under the checkpoint.
        await cast.Operator.SendAsync(HttpMethod.Post, "api/v1/log/seal", cancellation);
        var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var valid = 0;
        foreach (var (kind, id, unit) in wanted)
        {
            var bundle = await cast.Operator.BytesAsync(
                $"api/v1/log/proof?persistenceId={id.PersistenceId}&sequenceNr={id.SequenceNr}&units={unit}", cancellation);
            if (bundle is not null && BundleVerifier.Verify(bundle, trust) is { IsValid: true, Proven.Units: [{ } shown] } && shown.Number == unit)
                valid++;
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            progress(kinds.Values.Sum(), wanted.Count);
        }
        return new ProofCount(wanted.Count, valid, kinds);
    }

    private async Task<IEnumerable<(string, EventView, int)>> ReadingsAsync(CancellationToken cancellation)
    {
        var from = UtcTime.Text(plan.DeliveryDay.Start.AddHours(18));
        var proofs = new List<(string, EventView, int)>();
        foreach (var household in scenario.Households.Take(SampleOfEach))
        {
            var page = await cast.Operator.GetAsync<PageView<MeasurementView>>(
                $"api/v1/measurements?pod={market.PodOf(household)}&from={from}&to={UtcTime.Text(plan.DeliveryDay.End)}&limit=1", cancellation);
            proofs.AddRange(page!.Items.Select(r => ("reading", r.Event, r.Unit)));
        }
        return proofs;
    }
}

/// <summary>Proofs that were checked.</summary>
/// <param name="Checked">How many.</param>
/// <param name="Valid">How many of them hold.</param>
/// <param name="Kinds">How many of each kind of thing.</param>
internal sealed record ProofCount(int Checked, int Valid, IReadOnlyDictionary<string, int> Kinds);
