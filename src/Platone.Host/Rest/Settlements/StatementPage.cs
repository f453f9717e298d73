using System.Globalization;
using System.Net;
using System.Text;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Scd.Markets.Settlement;
using Platone.Host.Rest.Json;

namespace Platone.Host.Rest.Settlements;

/// <summary>
/// A participant's statement to print or keep: one page that needs nothing else. Its head, the ledger entries, the lines by day and offer, what
/// it was calculated from, and how anybody checks it.
/// </summary>
/// <param name="statement">The statement.</param>
/// <param name="terms">Its session.</param>
/// <param name="lines">The lines the participant is a party of.</param>
/// <param name="history">The versions of the settlement.</param>
/// <param name="cut">What the lines were calculated from.</param>
internal sealed class StatementPage(StatementRow statement, SessionTerms terms, IReadOnlyList<SettlementLine> lines, SettlementHistory history,
    IReadOnlyList<PodCut> cut)
{
    /// <summary>Lines listed one by one; beyond that a page is no use on paper, and it refers to the CSV file.</summary>
    public const int MostLines = 20_000;

    private const decimal JoulesPerKilowattHour = 3_600_000;

    private const string Style = """
        body{font:14px/1.45 system-ui,sans-serif;color:#1a1d21;background:#fff;max-width:62rem;margin:2rem auto;padding:0 1rem}
        h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:1.8rem 0 .4rem}h3{font-size:.95rem;margin:1.1rem 0 .3rem}
        table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th,td{text-align:left;padding:.2rem .5rem;border-bottom:1px solid #d8dce1}
        thead th{border-bottom:2px solid #1a1d21;font-weight:600}td.n,th.n{text-align:right}tfoot td{border-bottom:0;font-weight:600}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1.2rem;margin:1rem 0}dt{color:#59636e}dd{margin:0}
        code{font:12px ui-monospace,monospace;overflow-wrap:anywhere}.total{font-size:1.35rem;font-weight:600}.note{color:#59636e}
        @media print{@page{size:A4;margin:15mm}body{margin:0;max-width:none;font-size:10pt}thead{display:table-header-group}
        tr,h2,h3{break-inside:avoid}h2,h3{break-after:avoid}a{color:inherit;text-decoration:none}}
        """;

    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(terms.TimeZone);
    private readonly Currency _currency = statement.Total.Currency;
    private readonly StringBuilder _html = new();

    /// <summary>The page.</summary>
    public string Html()
    {
        var title = $"Statement of {statement.Participant} for {statement.Session}, version {statement.Version}";
        _html.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{Text(title)}</title>
            <style>{Style}</style></head><body>
            <h1>Statement of {Text(statement.Participant.Value)}</h1>
            """);
        Head();
        Entries();
        Lines();
        Calculation();
        Verification();
        return _html.Append("</body></html>\n").ToString();
    }

    private void Head() => List(
        ("Session", Text($"{statement.Session}, market area {terms.Area}")),
        ("Delivery", Text($"{Local(terms.Start)} to {Local(terms.End)} ({terms.TimeZone})")),
        ("Version", Text($"{statement.Version} of {history.Versions.Count}, calculated {UtcTime.Text(statement.At)}")),
        ("Receives", $"<span class=\"total\">{Text(Money(statement.Total))}</span>"),
        ("Waiting", Text(statement.WaitingLines == 0 ? "no line of the settlement waits for data"
            : $"{statement.WaitingLines} lines of the settlement wait for data and have no amounts yet")));

    private void Entries()
    {
        _html.Append("<h2>Who pays whom</h2>");
        Table(["From", "To", "For", "#Delivered kWh", "#Deficient kWh", $"#Amount {_currency.Code}"],
            statement.Entries.Select(e => (IReadOnlyList<string>)[e.From.Value, e.To.Value, ApiJson.Name(e.Kind), KilowattHours(e.DeliveredJ),
                KilowattHours(e.DeficiencyJ), Number(e.Amount.Amount, _currency.MinorDigits)]),
            ["Received in all", "", "", "", "", Number(statement.Total.Amount, _currency.MinorDigits)]);
    }

    private void Lines()
    {
        _html.Append("<h2>Lines by day and offer</h2>");
        if (lines.Count > MostLines)
        {
            _html.Append(CultureInfo.InvariantCulture,
                $"<p class=\"note\">{lines.Count} lines are summed up here; the CSV file has each of them.</p>");
        }
        var groups = lines.GroupBy(l => (Day: DeliveryDay.Of(Start(l), _zone).Date, l.Order.Offer, l.Order.Request))
            .OrderBy(g => g.Key.Day).ThenBy(g => g.Key.Offer).ThenBy(g => g.Key.Request);
        foreach (var group in groups)
        {
            var of = group.OrderBy(l => l.Order.Period).ThenBy(l => l.Order.Pod).ToList();
            var (order, totals) = (of[0].Order, SettlementTotals.Of(_currency, of));
            _html.Append("<h3>").Append(Text($"{group.Key.Day:yyyy-MM-dd}, offer {order.Offer} for request {order.Request}, {ApiJson.Name(order.Direction)}"))
                .Append("</h3><p class=\"note\">").Append(Text($"{order.Requester} buys from {order.Aggregator} at {Number(order.Price)} "
                    + $"{_currency.Code}/MWh; what is deficient costs {Number(order.PenaltyPrice)} {_currency.Code}/MWh")).Append("</p>");
            Table(["From", "POD", "#Ordered W", "Settled with", "#Metered kWh", "#Delivered kWh", "#Deficient kWh", $"#Net {_currency.Code}"],
                lines.Count > MostLines ? [] : of.Select(Cells),
                ["Sum, rounded once", "", "", totals.WaitingLines == 0 ? "" : $"{totals.WaitingLines} wait", "", KilowattHours(totals.DeliveredJ),
                    KilowattHours(totals.DeficiencyJ), Number(totals.Net.Amount, _currency.MinorDigits)]);
        }
        _html.Append("<p class=\"note\">A net amount is what the requester pays the aggregator; amounts of lines are shown to six digits and are never summed rounded.</p>");
    }

    private IReadOnlyList<string> Cells(SettlementLine l) =>
    [
        TimeZoneInfo.ConvertTime(Start(l), _zone).ToString("HH:mm zzz", CultureInfo.InvariantCulture), l.Order.Pod.ToString(), Number(l.Order.OrderedW),
        ApiJson.Name(l.Basis) + (l.Substitute is { } method ? $" ({ApiJson.Name(method)})" : ""), l.MeteredJ is { } metered ? KilowattHours(metered) : "",
        KilowattHours(l.DeliveredJ), KilowattHours(l.DeficiencyJ), l.IsWaiting ? "" : Number(l.Net, 6),
    ];

    private void Calculation()
    {
        var version = history.Versions.SingleOrDefault(v => v.Version == statement.Version);
        _html.Append("<h2>What it was calculated from</h2>");
        List(("Rules", Text(Rules(terms.Rules.Settlement))),
            ("Entries in the log", Text(version is null ? "" : version.LogSize.ToString(CultureInfo.InvariantCulture))),
            ("Corrections", Text(history.CorrectionsUntil is { } until
                ? $"recorded before {UtcTime.Text(until)}; {history.LateQuarterHours} quarter hours had data later, without effect" : "")));
        Table(["POD", "#Its last event that counts"],
            cut.Select(c => (IReadOnlyList<string>)[c.Pod.ToString(), c.Through.ToString(CultureInfo.InvariantCulture)]), null);
    }

    private void Verification()
    {
        var path = $"/api/v1/log/proof?persistenceId={statement.Event.PersistenceId}&sequenceNr={statement.Event.SequenceNr}&units={statement.Unit}";
        _html.Append("<h2>How to check it</h2>");
        List(("Event", $"<code>{Text($"{statement.Event.PersistenceId} {statement.Event.SequenceNr}")}</code>, unit {statement.Unit}"),
            ("Log", Text(statement.Certification is { TreeSize: { } size, SealedAt: { } at }
                ? $"in the checkpoint of {size} entries, signed {UtcTime.Text(at)}; self-attested: by the platform's own key" : "not in a signed checkpoint yet")),
            ("Proof", $"<code>{Text(path)}</code>"));
        _html.Append("<p>Save the proof as a file; <code>platone verify FILE --trust FILE</code> checks without a network that this statement was recorded "
            + "and never changed. Without a trust file, or a checkpoint from elsewhere, a proof is self-attested: nobody but the platform's own key "
            + "vouches for it. <code>platone log trust</code> makes a trust file. The lines have units of their own, in the CSV file.</p>");
    }

    private void List(params ReadOnlySpan<(string Term, string Html)> terms)
    {
        _html.Append("<dl>");
        foreach (var (term, html) in terms)
            _html.Append("<dt>").Append(Text(term)).Append("</dt><dd>").Append(html).Append("</dd>");
        _html.Append("</dl>");
    }

    // A column that begins with # has numbers.
    private void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows, IReadOnlyList<string>? foot)
    {
        _html.Append("<table><thead>");
        Row("th", [.. columns.Select(c => c.TrimStart('#'))]);
        _html.Append("</thead><tbody>");
        foreach (var row in rows)
            Row("td", row);
        _html.Append("</tbody>");
        if (foot is not null)
        {
            _html.Append("<tfoot>");
            Row("td", foot);
            _html.Append("</tfoot>");
        }
        _html.Append("</table>\n");

        void Row(string cell, IReadOnlyList<string> texts)
        {
            _html.Append("<tr>");
            for (var i = 0; i < texts.Count; i++)
                _html.Append('<').Append(cell).Append(columns[i][0] == '#' ? " class=\"n\">" : ">").Append(Text(texts[i])).Append("</").Append(cell).Append('>');
            _html.Append("</tr>");
        }
    }

    private static string Rules(SettlementRules rules) => $"{ApiJson.Name(rules.SettlementLevel)} level, deficiency "
        + $"{(rules.UncappedDeficiency ? "uncapped" : "capped at what was ordered")}, missing data: {ApiJson.Name(rules.MissingData)}"
        + (rules.MinimumDeliveryRatio > 0 ? $", nothing is paid below {Number(rules.MinimumDeliveryRatio)} of what was ordered" : "")
        + (rules.SlidingScale.IsEmpty ? "" : ", paid on a sliding scale");

    private static DateTimeOffset Start(SettlementLine line) => DateTimeOffset.FromUnixTimeSeconds(line.Order.Period.Index * line.Order.Period.Seconds);

    private string Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, _zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Money(Money money) => $"{Number(money.Amount, money.Currency.MinorDigits)} {money.Currency.Code}";

    private static string KilowattHours(decimal joules) => Number(joules / JoulesPerKilowattHour, 3);

    private static string Number(decimal value, int digits) => value.ToString($"F{digits}", CultureInfo.InvariantCulture);

    private static string Number(decimal value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
