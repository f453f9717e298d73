using System.Globalization;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Markets.Tokens;
using Platone.Host.Rest.Log;
using Platone.Host.Rest.Outcomes;
using Platone.Host.Rest.Sessions;
using Platone.Host.Rest.Settlements;
using Platone.Host.Rest.Tokens;
using Spectre.Console;

namespace Platone.Host.Demo;

/// <summary>What a demo's day came to, read from the node as anyone can who may.</summary>
/// <param name="Session">The session.</param>
/// <param name="Day">Its delivery day.</param>
/// <param name="Seed">The seed it was played with.</param>
/// <param name="Complete">Whether every stage happened, and every proof holds.</param>
/// <param name="Stages">The stages that happened.</param>
/// <param name="AskedKwh">Asked for by all requests.</param>
/// <param name="AwardedKwh">Awarded.</param>
/// <param name="ActivatedKwh">Called for.</param>
/// <param name="DeliveredKwh">Delivered.</param>
/// <param name="PaidEur">Paid by the requesters.</param>
/// <param name="Participants">Each with its part; customers together.</param>
/// <param name="Requests">What each request got.</param>
/// <param name="Readings">Readings the devices sent in this run that are in the journal.</param>
/// <param name="Events">Events in the journal.</param>
/// <param name="LogSize">Leaves in the log.</param>
/// <param name="Proofs">The proofs that were checked.</param>
/// <param name="Ledger">What the day left on the chains; null where the node has no ledger.</param>
/// <param name="Page">Where the page is.</param>
internal sealed record DemoSummary(string Session, DateOnly Day, int Seed, bool Complete, IReadOnlyList<string> Stages, decimal AskedKwh,
    decimal AwardedKwh, decimal ActivatedKwh, decimal DeliveredKwh, decimal PaidEur, IReadOnlyList<DemoSummary.Party> Participants,
    IReadOnlyList<DemoSummary.Request> Requests, long Readings, long Events, long LogSize, ProofCount Proofs, LedgerCount? Ledger, Uri Page)
{
    private const decimal JoulesPerKwh = 3_600_000m;

    /// <summary>A participant's part.</summary>
    /// <param name="Participant">Who.</param>
    /// <param name="Role">As what.</param>
    /// <param name="AskedKwh">Asked for; null for who asks for nothing.</param>
    /// <param name="AwardedKwh">Awarded to or from it; null for customers.</param>
    /// <param name="DeliveredKwh">Delivered to or by it.</param>
    /// <param name="DeficientKwh">Called for and not delivered.</param>
    /// <param name="ReceivesEur">What it receives; negative if it pays.</param>
    /// <param name="Tokens">Tokens it grants its customers, or they get, less those burned; null for who has no part in them.</param>
    internal sealed record Party(string Participant, string Role, decimal? AskedKwh, decimal? AwardedKwh, decimal DeliveredKwh, decimal DeficientKwh,
        decimal ReceivesEur, decimal? Tokens);

    /// <summary>What a request got.</summary>
    /// <param name="Id">Which.</param>
    /// <param name="AskedKwh">Asked for.</param>
    /// <param name="AwardedKwh">Awarded.</param>
    /// <param name="Awards">By how many offers.</param>
    /// <param name="LowestPrice">EUR/MWh.</param>
    /// <param name="HighestPrice">EUR/MWh.</param>
    internal sealed record Request(string Id, decimal AskedKwh, decimal AwardedKwh, int Awards, decimal? LowestPrice, decimal? HighestPrice);

    /// <summary>Reads it from the node.</summary>
    public static async Task<DemoSummary> ReadAsync(DemoCast cast, DemoPlan plan, DemoScenario scenario, IReadOnlySet<DemoStage> happened,
        ProofCount proofs, LedgerCount? ledger, long readings, Uri page, CancellationToken cancellation)
    {
        var query = $"?session={scenario.Session}";
        var outcomes = await cast.Operator.AllAsync<OutcomeView>($"api/v1/outcomes{query}", cancellation);
        var awards = await cast.Operator.AllAsync<AwardView>($"api/v1/awards{query}", cancellation);
        var lines = await cast.Operator.AllAsync<SettlementLineView>($"api/v1/settlements{query}", cancellation);
        var statements = await cast.Operator.AllAsync<StatementView>($"api/v1/statements{query}", cancellation);
        var grants = await cast.Operator.AllAsync<TokenGrantView>($"api/v1/token-grants{query}", cancellation);
        var power = await cast.Operator.AllAsync<SessionPowerView>($"api/v1/sessions/{scenario.Session}/power", cancellation);
        var head = (await cast.Operator.GetAsync<HeadView>("api/v1/log", cancellation))!;

        var parties = new List<Party>();
        foreach (var requester in (string[])[DemoScenario.Dso, DemoScenario.Tso])
        {
            var own = outcomes.Where(o => scenario.Requests.Any(r => r.Id == o.Request && r.Requester == requester)).ToList();
            parties.Add(Of(requester, requester == DemoScenario.Dso ? "DSO" : "TSO", own.Sum(o => Kwh(o.Requested)), own.Sum(o => Kwh(o.Awarded)),
                lines.Where(l => l.Requester == requester), statements.Where(s => s.Participant == requester), null));
        }
        foreach (var aggregator in DemoScenario.Aggregators)
        {
            parties.Add(Of(aggregator, "aggregator", null, awards.Where(a => a.Aggregator == aggregator).Sum(a => Kwh(a.Power)),
                lines.Where(l => l.Aggregator == aggregator), statements.Where(s => s.Participant == aggregator),
                Tokens(grants.Where(g => g.Aggregator == aggregator))));
        }
        var customers = scenario.Households.Select(h => h.Customer).ToHashSet();
        parties.Add(Of($"{customers.Count} customers", "customers", null, null, lines.Where(l => l.Customer is not null),
            statements.Where(s => customers.Contains(s.Participant)), Tokens(grants)));

        var isComplete = Enum.GetValues<DemoStage>().All(s => s == DemoStage.Ledger || happened.Contains(s)) && ledger is null or { IsWhole: true }
            && proofs.Checked > 0 && proofs.Valid == proofs.Checked;
        return new DemoSummary(scenario.Session, plan.Day, plan.Seed, isComplete, [.. happened.Order().Select(s => s.ToString())],
            outcomes.Sum(o => Kwh(o.Requested)), outcomes.Sum(o => Kwh(o.Awarded)), Kwh([.. power.Select(p => p.ActivatedW)]),
            Kwh(lines.Sum(l => l.DeliveredJ)),
            -statements.Where(s => s.Participant is DemoScenario.Dso or DemoScenario.Tso).Sum(s => s.Total), parties,
            [.. outcomes.Select(o => new Request(o.Request, Kwh(o.Requested), Kwh(o.Awarded), o.Awards, o.LowestPrice, o.HighestPrice))],
            readings, head.Size, head.Size, proofs, ledger, page);
    }

    /// <summary>Shows it to a person.</summary>
    public void Write(IAnsiConsole console)
    {
        console.WriteLine();
        var table = new Table().RoundedBorder().Title($"{Session.EscapeMarkup()}: the day in kWh and EUR");
        foreach (var (name, isNumber) in ((string, bool)[])[("participant", false), ("role", false), ("asked", true), ("awarded", true), ("delivered", true),
            ("deficient", true), ("receives EUR", true), ("tokens", true)])
            table.AddColumn(isNumber ? new TableColumn(name).RightAligned() : new TableColumn(name));
        foreach (var p in Participants)
        {
            table.AddRow(p.Participant.EscapeMarkup(), p.Role, Shown(p.AskedKwh), Shown(p.AwardedKwh), Shown(p.DeliveredKwh), Shown(p.DeficientKwh),
                p.ReceivesEur.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture),
                p.Tokens?.ToString("0.000", CultureInfo.InvariantCulture) ?? "");
        }
        console.Write(table);
        foreach (var r in Requests)
            Line(console, $"  {r.Id,-16} asked {Shown(r.AskedKwh)} kWh, awarded {Shown(r.AwardedKwh)} kWh by {r.Awards} offers{Prices(r)}");
        Line(console, $"  in all           asked {Shown(AskedKwh)}, awarded {Shown(AwardedKwh)}, called for {Shown(ActivatedKwh)}, delivered {Shown(DeliveredKwh)} kWh; paid {PaidEur:0.00} EUR");
        Line(console, $"  journal          {Events:N0} events, each a leaf of the log of {LogSize:N0}");
        Line(console, $"  proofs           {Proofs.Valid} of {Proofs.Checked} hold ({string.Join(", ", Proofs.Kinds.Select(k => $"{k.Value} {k.Key}s"))}); self-attested: the node's own key");
        foreach (var l in Ledger?.Ledgers ?? [])
            WriteLedger(console, l);
        if (Ledger is { Holders: > 0 } held)
            Line(console, $"  tokens           {held.Equal} of {held.Holders} accounts have on the chain exactly what the settlement granted");
        Line(console, $"  page             {Page}");
        console.WriteLine();
    }

    private static void WriteLedger(IAnsiConsole console, Rest.Ledgers.LedgerView ledger)
    {
        if (ledger.Heads is { } heads)
            Line(console, $"  {ledger.Ledger,-16} chain {ledger.ChainId}: {heads.Seq} heads anchored, the last of {heads.Size:N0} leaves in block {heads.Block}");
        if (ledger.Tokens is { } tokens)
            Line(console, $"  {"",-16} {tokens.Minted} batches of tokens minted");
        foreach (var calls in ledger.Calls)
            Line(console, $"  {"",-16} {calls.Kind}: {calls.Done} calls final");
        foreach (var alarm in ledger.Alarms)
            Line(console, $"  {"",-16} ALARM {alarm.Kind}: {alarm.Detail}");
    }

    private static string Prices(Request request) => request.LowestPrice is not { } low ? ""
        : string.Create(CultureInfo.InvariantCulture, $" at {low:0.##} to {request.HighestPrice:0.##} EUR/MWh");

    private static Party Of(string participant, string role, decimal? asked, decimal? awarded, IEnumerable<SettlementLineView> lines,
        IEnumerable<StatementView> statements, decimal? tokens)
    {
        var own = lines.Where(l => l.Basis != LineBasis.Waiting).ToList();
        return new Party(participant, role, asked, awarded, Kwh(own.Sum(l => l.DeliveredJ)), Kwh(own.Sum(l => l.DeficiencyJ)), statements.Sum(s => s.Total),
            tokens);
    }

    private static decimal Tokens(IEnumerable<TokenGrantView> grants) =>
        grants.Sum(g => g.MintedUnits - g.BurnedUnits) / (decimal)TokenPolicy.UnitsPerToken;

    private static decimal Kwh(IReadOnlyList<long> watts) => Kwh(PowerProfile.Of([.. watts]).Over(Actors.Kernel.Time.QuarterHour.Seconds).Joules);

    private static decimal Kwh(decimal joules) => joules / JoulesPerKwh;

    private static string Shown(decimal? kwh) => kwh?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";

    private static void Line(IAnsiConsole console, FormattableString text) => console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
