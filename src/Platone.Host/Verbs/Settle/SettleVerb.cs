using System.CommandLine;
using System.Globalization;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Settlement;
using Platone.Host.Configuration;
using Platone.Host.Rest.Json;
using Spectre.Console;

namespace Platone.Host.Verbs.Settle;

/// <summary><c>platone settle</c>: settles a file.</summary>
internal static class SettleVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context)
    {
        var input = new Argument<string>("input") { Description = "Rules, and lines with baseline, order and meter (JSON, see docs/cli.md)." };
        var json = new Option<bool>("--json") { Description = "One JSON document instead of a table." };
        var verb = new Command("settle", "Settle orders of flexibility on a file, in exact arithmetic. Needs no network.") { input, json };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetValue(input)!;
            var read = await SettleInput.ReadAsync(path, cancellation);
            IReadOnlyList<SettlementLine> lines;
            SettlementTotals totals;
            try
            {
                lines = SettlementCalculation.Lines(read.Rules, [.. read.Lines.Select(l => l.Order)], read.Positions);
                totals = SettlementTotals.Of(read.Rules.Currency, lines);
            }
            catch (OverflowException e)
            {
                throw new InputException($"{path}: an amount is beyond exact arithmetic", e);
            }

            if (parsed.GetValue(json))
                context.WriteJson(Document(read, lines, totals));
            else
                Write(context, read, lines, totals);
            return ExitCode.Ok;
        });
        return verb;
    }

    private static object Document(SettleInput read, IReadOnlyList<SettlementLine> lines, SettlementTotals totals) => new
    {
        currency = totals.Net.Currency.Code,
        lines = read.Lines.Zip(lines, (given, line) => new
        {
            order = given.Name,
            pod = given.Pod,
            direction = ApiJson.Name(line.Order.Direction),
            interval = given.Interval,
            baselineW = given.BaselineW,
            orderedW = line.Order.OrderedW,
            meteredW = given.MeteredW,
            price = line.Order.Price,
            penaltyPrice = line.Order.PenaltyPrice,
            basis = ApiJson.Name(line.Basis),
            substitute = line.Substitute is { } method ? ApiJson.Name(method) : null,
            substituteW = line is { Substitute: not null, MeteredJ: { } stands } ? Plain(stands / line.Order.Period.Seconds) : (decimal?)null,
            deliveredW = Known(line, line.DeliveredW),
            deficiencyW = Known(line, line.DeficiencyW),
            paid = Known(line, line.Paid),
            penalty = Known(line, line.Penalty),
            net = Known(line, line.Net),
        }),
        totals = new
        {
            deliveredWh = Plain(totals.DeliveredJ / Energy.JoulesPerWattHour),
            deficiencyWh = Plain(totals.DeficiencyJ / Energy.JoulesPerWattHour),
            paid = totals.Paid.Amount,
            penalty = totals.Penalty.Amount,
            net = totals.Net.Amount,
            waitingLines = totals.WaitingLines,
        },
    };

    private static void Write(VerbContext context, SettleInput read, IReadOnlyList<SettlementLine> lines, SettlementTotals totals)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("order", "pod", "direction", "interval");
        foreach (var heading in (string[])["delivered W", "deficient W", "paid", "penalty", "net"])
            table.AddColumn(new TableColumn(heading).RightAligned());
        table.AddColumn("basis");
        foreach (var (given, line) in read.Lines.Zip(lines))
        {
            string[] cells =
            [
                given.Name.ToString(), given.Pod.ToString(), ApiJson.Name(line.Order.Direction), given.Interval.ToString(),
                Shown(line, line.DeliveredW), Shown(line, line.DeficiencyW), Shown(line, line.Paid), Shown(line, line.Penalty),
                Shown(line, line.Net), ApiJson.Name(line.Basis) + (line.Substitute is { } method ? $" ({ApiJson.Name(method)})" : ""),
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        context.Console.Write(table);
        context.Out.WriteLine($"paid {totals.Paid}, penalty {totals.Penalty}, net {totals.Net}");
        if (totals.WaitingLines > 0)
            context.Out.WriteLine($"{totals.WaitingLines} of {lines.Count} lines wait for metered data");
    }

    private static decimal? Known(SettlementLine line, decimal value) => line.IsWaiting ? null : Plain(value);

    private static string Shown(SettlementLine line, decimal value) =>
        line.IsWaiting ? "" : value.ToString("0.##########", CultureInfo.InvariantCulture);

    // A decimal keeps zeros at its end; a division by one with as many of them takes them off.
    private static decimal Plain(decimal value) => value / 1.0000000000000000000000000000m;
}
