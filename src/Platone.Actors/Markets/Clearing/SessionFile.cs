using System.Globalization;
using System.Text.Json;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing.Objectives;
using Platone.Actors.Markets.Losses;
using Platone.Actors.Markets.Rebounds;

namespace Platone.Actors.Markets.Clearing;

/// <summary>
/// A market session as one JSON document, the format clearing instances are exchanged in (see <c>docs/cli.md</c>). It is read strictly: a
/// field that is unknown, missing, twice there or of another kind is refused by its path, such as <c>offers[3].power[2]</c>.
/// </summary>
public static class SessionFile
{
    private static readonly string[] Objectives = Enum.GetNames<ClearingObjective>();

    /// <summary>The problem of a document.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="rules">How it is to be cleared; of that the document may only say the objectives.</param>
    /// <exception cref="FormatException">It is no such document, or no problem that can be cleared; the message names the field.</exception>
    public static ClearingProblem Parse(ReadOnlyMemory<byte> json, ClearingRules rules)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            throw new FormatException($"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: no JSON: {e.Message}", e);
        }

        using (document)
        {
            var session = new Node(document.RootElement, "");
            session.Only("session", "kind", "start", "intervalMinutes", "intervals", "objectives", "rebound", "lossFactors", "requests", "offers");
            _ = session.Optional("session")?.Text();
            _ = session.Optional("kind")?.Choice("DayAhead", "RealTime");
            _ = session.Optional("start")?.Time();
            var minutes = session.Required("intervalMinutes").Whole(1, 1_440);
            var intervals = session.Required("intervals").Whole(1, ClearingProblem.MaximumIntervals);
            if (session.Optional("objectives") is { } objectives)
                rules = rules with { Objectives = objectives.Items().Select(o => Enum.Parse<ClearingObjective>(o.Choice(Objectives))).ToValueList() };
            var weights = new OfferWeights(rules.Objectives, Losses(session, rules), Rebound(session.Optional("rebound")), (int)minutes * 60);
            var problem = new ClearingProblem((int)minutes * 60, (int)intervals,
                session.Required("requests").Items().Select(Request).ToValueList(),
                session.Required("offers").Items().Select(o => Weighed(Offer(o), weights)).ToValueList(), rules);
            var faults = problem.Faults().ToList();
            return faults.Count == 0 ? problem : throw new FormatException(string.Join("; ", faults));
        }
    }

    private static LossFactors Losses(Node session, ClearingRules rules)
    {
        if (session.Optional("lossFactors") is not { } given)
        {
            return rules.Objectives.Contains(ClearingObjective.NetworkLosses)
                ? throw session.Fault("lossFactors: is missing; NetworkLosses needs the factors of buses")
                : LossFactors.None;
        }

        var factors = LossFactors.Of(given.Members().Select(m => KeyValuePair.Create(m.Name, m.Value.Number())));
        return factors.Check() is { } problem ? throw session.Fault($"{problem.Field}: {problem.Detail}") : factors;
    }

    private static ReboundRule Rebound(Node? node)
    {
        if (node is not { } given)
            return ReboundRule.Standard;
        given.Only("share", "intervals");
        var rule = ReboundRule.Standard with
        {
            Share = given.Optional("share")?.Number() ?? ReboundRule.Standard.Share,
            Intervals = (int)(given.Optional("intervals")?.Whole(1, SessionTerms.MaximumIntervals) ?? ReboundRule.Standard.Intervals),
        };
        return ReboundCheck.Check(rule) is { } problem ? throw new FormatException($"{given.Path}.{problem.Field}: {problem.Detail}") : rule;
    }

    // How much of its power is at which bus a document does not say: evenly, and as if it were one POD.
    private static ClearingOffer Weighed(ClearingOffer offer, OfferWeights weights)
    {
        if (offer.Buses.IsEmpty)
            return offer;   // a fault that is found with the others
        var weighed = weights.Weigh(offer, [(offer.Buses[0], offer.Power)]);
        return weighed with { LossesJ = offer.Buses.Average(bus => weights.Weigh(offer, [(bus, offer.Power)]).LossesJ) };
    }

    private static ClearingRequest Request(Node node)
    {
        node.Only("id", "requester", "participant", "direction", "area", "power", "maxPrice", "priority");
        _ = node.Optional("participant")?.Id(ParticipantId.Parse);
        var area = node.Required("area");
        return new ClearingRequest(node.Required("id").Id(RequestId.Parse), node.Required("requester").Choice("DSO", "TSO") == "DSO",
            DirectionOf(node), area.IsText ? WholeNetwork(area) : Texts(area), PowerOf(node), node.Optional("maxPrice")?.Number(),
            (int)(node.Optional("priority")?.Whole(int.MinValue, int.MaxValue) ?? 0));
    }

    private static ClearingOffer Offer(Node node)
    {
        node.Only("id", "participant", "pod", "pods", "bus", "buses", "direction", "power", "price", "minActivation", "reliability", "limit",
            "taken", "alternativeOf");
        _ = node.Optional("pod")?.Text();
        var (bus, buses) = (node.Optional("bus"), node.Optional("buses"));
        if (bus is null == buses is null)
            throw node.Fault("give either bus or buses");
        return new ClearingOffer(node.Required("id").Id(OfferId.Parse), node.Required("participant").Id(ParticipantId.Parse),
            DirectionOf(node), bus is { } one ? [one.Text()] : Texts(buses!.Value), PowerOf(node), PriceOf(node.Required("price")))
        {
            MinActivation = node.Optional("minActivation")?.Factor() ?? Factor.Zero,
            Reliability = node.Optional("reliability")?.Number() ?? 1m,
            Limit = node.Optional("limit")?.Factor() ?? Factor.One,
            Taken = node.Optional("taken")?.Factor() ?? Factor.Zero,
            AlternativeOf = node.Optional("alternativeOf")?.Text(),
            Pods = (int)(node.Optional("pods")?.Whole(1, 1_000_000) ?? 1),
        };
    }

    private static PriceCurve PriceOf(Node node)
    {
        var steps = node.IsList
            ? node.Items().Select(step =>
            {
                step.Only("upTo", "price");
                return new PriceStep(step.Required("upTo").Factor(), step.Required("price").Number());
            }).ToValueList()
            : [new PriceStep(Factor.One, node.Number())];
        try
        {
            return new PriceCurve(steps);
        }
        catch (FormatException e)
        {
            throw node.Fault(e.Message);
        }
    }

    private static Direction DirectionOf(Node node) =>
        node.Required("direction").Choice("Up", "Down") == "Up" ? Direction.Up : Direction.Down;

    private static PowerProfile PowerOf(Node node) =>
        PowerProfile.Of([.. node.Required("power").Items().Select(w => w.Whole(0, Factor.MaximumWatts))]);

    private static ValueList<string> Texts(Node node) => node.Items().Select(n => n.Text()).ToValueList();

    private static ValueList<string>? WholeNetwork(Node area) => area.Text() == "*" ? null : throw area.Fault("expected a list of buses or \"*\"");

    /// <summary>A value of the document and where it stands.</summary>
    private readonly record struct Node(JsonElement Element, string Path)
    {
        public bool IsText => Element.ValueKind == JsonValueKind.String;

        public bool IsList => Element.ValueKind == JsonValueKind.Array;

        public FormatException Fault(string what) => new(Path.Length == 0 ? what : $"{Path}: {what}");

        public void Only(params ReadOnlySpan<string> names)
        {
            if (Element.ValueKind != JsonValueKind.Object)
                throw Fault("expected an object");
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var property in Element.EnumerateObject())
            {
                if (!names.Contains(property.Name))
                    throw Child(property.Name, property.Value).Fault("unknown field");
                if (!seen.Add(property.Name))
                    throw Child(property.Name, property.Value).Fault("appears twice");
            }
        }

        public Node Required(string name) => Optional(name) ?? throw Child(name, default).Fault("is missing");

        public Node? Optional(string name) =>
            Element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? Child(name, value) : null;

        public IReadOnlyList<(string Name, Node Value)> Members()
        {
            if (Element.ValueKind != JsonValueKind.Object)
                throw Fault("expected an object");
            var seen = new Dictionary<string, Node>(StringComparer.Ordinal);
            foreach (var property in Element.EnumerateObject())
                if (!seen.TryAdd(property.Name, Child(property.Name, property.Value)))
                    throw Child(property.Name, property.Value).Fault("appears twice");
            return [.. seen.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => (m.Key, m.Value))];
        }

        public IEnumerable<Node> Items()
        {
            if (!IsList)
                throw Fault("expected a list");
            var path = Path;
            return Element.EnumerateArray().Select((item, i) => new Node(item, $"{path}[{i}]"));
        }

        public string Text() => IsText && Element.GetString() is { Length: > 0 } text ? text : throw Fault("expected a text");

        public string Choice(params ReadOnlySpan<string> choices)
        {
            var text = Text();
            return choices.Contains(text) ? text : throw Fault($"expected {string.Join(" or ", choices.ToArray())}, not {text}");
        }

        public decimal Number() =>
            Element.ValueKind == JsonValueKind.Number && Element.TryGetDecimal(out var number) ? number : throw Fault("expected a number");

        public long Whole(long least, long most)
        {
            var number = Number();
            if (number != decimal.Truncate(number))
                throw Fault($"expected a whole number, not {number.ToString(CultureInfo.InvariantCulture)}");
            return number >= least && number <= most
                ? (long)number
                : throw Fault($"{number.ToString(CultureInfo.InvariantCulture)} is not between {least} and {most}");
        }

        public Factor Factor()
        {
            try
            {
                return Clearing.Factor.Of(Number());
            }
            catch (FormatException e) when (Element.ValueKind == JsonValueKind.Number)
            {
                throw Fault(e.Message);
            }
        }

        public T Id<T>(Func<string?, T> parse)
        {
            var text = Text();
            try
            {
                return parse(text);
            }
            catch (FormatException e)
            {
                throw Fault(e.Message);
            }
        }

        public DateTimeOffset Time() =>
            DateTimeOffset.TryParse(Text(), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
                ? time
                : throw Fault("expected a time such as 2026-11-23T16:00:00Z");

        private Node Child(string name, JsonElement value) => new(value, Path.Length == 0 ? name : $"{Path}.{name}");
    }
}
