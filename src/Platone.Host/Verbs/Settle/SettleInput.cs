using System.Globalization;
using System.Text.Json;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Settlement;
using Platone.Host.Verbs.Files;

namespace Platone.Host.Verbs.Settle;

/// <summary>What <c>platone settle</c> reads: rules, and lines with baseline, order and meter.</summary>
/// <param name="Rules">The rules.</param>
/// <param name="Lines">In the order of the file.</param>
/// <param name="Positions">Baseline and meter, once for each POD and interval.</param>
internal sealed record SettleInput(SettlementRules Rules, IReadOnlyList<SettleInputLine> Lines, IReadOnlyList<PodPosition> Positions)
{
    private const string Power = "a power below 1e12 W with at most 6 decimals";
    private const string Price = "a price below 1e6 with at most 6 decimals";

    // ISO 4217: currencies whose minor unit is not a hundredth.
    private static readonly HashSet<string> WithoutMinorUnit =
    [
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF",
    ];

    private static readonly HashSet<string> InThousandths = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="Configuration.InputException">It cannot be read, or something in it is wrong; the message says where.</exception>
    public static Task<SettleInput> ReadAsync(string path, CancellationToken cancellation) =>
        InputJson.ReadAsync(path, Read, cancellation, "intervalMinutes", "currency", "rules", "lines");

    private static SettleInput Read(InputJson file)
    {
        var minutes = file.Number("intervalMinutes", m => m is > 0 and <= 1440 && m * 60 % 1 == 0, "more than 0, at most 1440, in whole seconds");
        var seconds = (int)(minutes * 60);
        var rules = ReadRules(file) with { Currency = ReadCurrency(file) };
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        var seen = new Dictionary<LineKey, int>();
        var positions = new Dictionary<(PodId, SettlementPeriod), (PodPosition Position, int Line)>();
        var lines = file.Objects("lines", (line, number) =>
        {
            var read = Line(line, seconds, rules, ranks);
            if (!seen.TryAdd(read.Order.Key, number))
                throw line.Fault("order", $"has the same POD, direction and interval as in lines[{seen[read.Order.Key]}]");
            var position = new PodPosition(read.Order.Pod, read.Order.Period, read.BaselineW, read.MeteredW * seconds);
            if (!positions.TryAdd((position.Pod, position.Period), (position, number))
                && positions[(position.Pod, position.Period)] is var other && other.Position != position)
            {
                throw line.Fault(other.Position.BaselineW == position.BaselineW ? "meteredW" : "baselineW",
                    $"differs from that of lines[{other.Line}], the same POD and interval");
            }

            return read;
        }, "order", "pod", "direction", "interval", "baselineW", "orderedW", "meteredW", "price", "penaltyPrice");
        return new SettleInput(rules, lines, [.. positions.Values.OrderBy(p => p.Line).Select(p => p.Position)]);
    }

    private static SettleInputLine Line(InputJson line, int seconds, SettlementRules rules, Dictionary<string, int> ranks)
    {
        var (order, pod, interval) = (Name(line, "order"), Name(line, "pod"), line.Any("interval").Clone());
        ranks.TryAdd(order.ToString(), ranks.Count);
        var ordered = line.Number("orderedW", w => w > 0 && IsFine(w, 1e12m), "more than 0, " + Power);
        var baseline = line.Number("baselineW", w => IsFine(w, 1e12m), Power);
        var metered = line.Any("meteredW").ValueKind == JsonValueKind.Null
            ? (decimal?)null
            : line.Number("meteredW", w => IsFine(w, 1e12m), Power + ", or null");
        var price = line.Number("price", p => IsFine(p, 1e6m), Price);
        var penalty = line.Has("penaltyPrice")
            ? line.Number("penaltyPrice", p => p >= 0 && IsFine(p, 1e6m), "0 or more, " + Price)
            : rules.PenaltyPrice;
        var settled = new SettlementOrder(new RequestId(order.ToString()), new OfferId(order.ToString()), new ParticipantId("requester"), true,
            new ParticipantId("aggregator"), new PodId(new Pseudonym(pod.ToString())), null,
            line.Choice("direction", Direction.Up, Direction.Down), new SettlementPeriod(Index(line, interval, seconds), seconds),
            ordered, price, penalty, 0, ranks[order.ToString()]);
        return new SettleInputLine(settled, order, pod, interval, baseline, metered);
    }

    // A name or a number, shown again as it was given.
    private static JsonElement Name(InputJson line, string field) =>
        line.Any(field) is { ValueKind: JsonValueKind.String or JsonValueKind.Number } name && name.ToString().Length > 0
            ? name.Clone()
            : throw line.Fault(field, "is not a name");

    private static long Index(InputJson line, JsonElement interval, int seconds)
    {
        if (interval.ValueKind == JsonValueKind.Number && interval.TryGetInt64(out var index))
            return index;
        if (interval.ValueKind == JsonValueKind.String && DateTimeOffset.TryParseExact(interval.GetString(),
            ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start))
        {
            return start.ToUnixTimeSeconds() % seconds == 0
                ? start.ToUnixTimeSeconds() / seconds
                : throw line.Fault("interval", $"does not begin on a multiple of {seconds} s");
        }

        throw line.Fault("interval", "is neither a whole number nor a time such as 2026-03-01T00:15:00Z");
    }

    private static SettlementRules ReadRules(InputJson file)
    {
        var rules = SettlementRules.Default;
        if (!file.Has("rules"))
            return rules;
        var given = file.Object("rules", "settlementLevel", "uncappedDeficiency", "minimumDeliveryRatio", "slidingScale", "paymentCapped",
            "missingData", "substituteMethod", "penaltyPrice");
        return new SettlementRules
        {
            SettlementLevel = given.Has("settlementLevel")
                ? given.Choice("settlementLevel", SettlementLevel.Pod, SettlementLevel.Order)
                : rules.SettlementLevel,
            UncappedDeficiency = given.Has("uncappedDeficiency") ? given.Flag("uncappedDeficiency") : rules.UncappedDeficiency,
            MinimumDeliveryRatio = given.Has("minimumDeliveryRatio") ? Share(given, "minimumDeliveryRatio") : rules.MinimumDeliveryRatio,
            SlidingScale = given.Has("slidingScale") ? Steps(given) : rules.SlidingScale,
            PaymentCapped = given.Has("paymentCapped") ? given.Flag("paymentCapped") : rules.PaymentCapped,
            MissingData = given.Has("missingData")
                ? given.Choice("missingData", MissingDataPolicy.Reject, MissingDataPolicy.PayNothing, MissingDataPolicy.Substitute)
                : rules.MissingData,
            SubstituteMethod = given.Has("substituteMethod")
                ? given.Choice("substituteMethod", SubstituteMethod.Baseline, SubstituteMethod.Interpolation)
                : rules.SubstituteMethod,
            PenaltyPrice = given.Has("penaltyPrice")
                ? given.Number("penaltyPrice", p => p >= 0 && IsFine(p, 1e6m), "0 or more, " + Price)
                : rules.PenaltyPrice,
        };
    }

    private static ValueList<PaymentStep> Steps(InputJson rules)
    {
        var last = -1m;
        return rules.Objects("slidingScale", (step, _) =>
        {
            var read = new PaymentStep(Share(step, "from"), Share(step, "share"));
            if (read.From <= last)
                throw step.Fault("from", "is not more than that of the step before");
            last = read.From;
            return read;
        }, "from", "share").ToValueList();
    }

    private static decimal Share(InputJson of, string field) =>
        of.Number(field, s => s is >= 0 and <= 1 && s * 10_000 % 1 == 0, "0 to 1 with at most 4 decimals");

    private static Currency ReadCurrency(InputJson file)
    {
        var code = file.Text("currency");
        if (code.Length != 3 || !code.All(char.IsAsciiLetterUpper))
            throw file.Fault("currency", $"is '{code}': must be three capital letters (ISO 4217)");
        return new Currency(code, WithoutMinorUnit.Contains(code) ? 0 : InThousandths.Contains(code) ? 3 : 2);
    }

    private static bool IsFine(decimal value, decimal below) => Math.Abs(value) < below && decimal.Round(value, 6) == value;
}

/// <summary>A line of the file.</summary>
/// <param name="Order">As the settlement takes it.</param>
/// <param name="Name">The order's name, as it was given.</param>
/// <param name="Pod">The POD's name, as it was given.</param>
/// <param name="Interval">The interval, as it was given.</param>
/// <param name="BaselineW">W.</param>
/// <param name="MeteredW">W; null if nothing was metered.</param>
internal sealed record SettleInputLine(
    SettlementOrder Order, JsonElement Name, JsonElement Pod, JsonElement Interval, decimal BaselineW, decimal? MeteredW);
