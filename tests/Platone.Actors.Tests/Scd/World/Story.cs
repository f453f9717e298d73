using CsCheck;
using Platone.Actors.Aggregation.Portfolios;
using Platone.Actors.Batteries;
using Platone.Actors.Communities;
using Platone.Actors.Ethereum;
using Platone.Actors.GridOperations.Sensors;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Participants;
using Platone.Actors.Tests.Scd.Markets;

namespace Platone.Actors.Tests.Scd.World;

/// <summary>
/// A small world of PODs, nodes and participants, told in steps: any list of steps gives a journal that aggregates could have written.
/// </summary>
internal sealed class Story
{
    private static readonly string[] Zones = ["Europe/Rome", "Europe/Athens", "America/New_York", "Australia/Lord_Howe"];
    private static readonly int[] PodOfNode = [0, 0, 1, 2, 3];

    // Around the change of clocks in Europe: a POD's quarter hours fall on days of 92 and 96.
    private static readonly QuarterHour FirstQuarterHour = QuarterHour.Of(new DateTimeOffset(2026, 3, 28, 20, 0, 0, TimeSpan.Zero));

    private readonly List<IDomainEvent> _events = [];
    private readonly HashSet<string> _there = [];
    private readonly Dictionary<int, int> _metered = [];
    private readonly Dictionary<int, (int Epoch, long Seq)> _keys = [];
    private readonly HashSet<int> _silent = [];
    private readonly Dictionary<int, OwnerLink> _linked = [];
    private readonly Dictionary<int, MarketTale> _sessions = [];
    private readonly TokenTale _tokens;
    private DateTimeOffset _now = Given.Epoch;

    public static Gen<List<IDomainEvent>> Gen { get; } =
        CsCheck.Gen.Select(CsCheck.Gen.Int[0, 37], CsCheck.Gen.Int[0, 999], CsCheck.Gen.Int[-5_000, 5_000]).List[1, 120]
            .Select(steps => new Story().Tell(steps));

    private Story() => _tokens = new TokenTale(_events.Add);

    /// <summary>PODs with an erasure among the events.</summary>
    public static IEnumerable<PodId> ErasedIn(IEnumerable<IDomainEvent> events) => events.OfType<PodErased>().Select(e => e.Id);

    private List<IDomainEvent> Tell(List<(int What, int Who, int Value)> steps)
    {
        foreach (var (what, who, value) in steps)
        {
            _now += TimeSpan.FromSeconds(1 + Math.Abs(value));
            Step(what, who, value);
        }
        return _events;
    }

    private void Step(int what, int who, int value)
    {
        var (pod, node) = (who % 4, who % PodOfNode.Length);
        switch (what)
        {
            case <= 5:
                Readings(node, value);
                break;
            case <= 9:
                RegisterPod(pod);
                var next = _metered[pod] = _metered.GetValueOrDefault(pod, -1) + 1;
                _events.Add(new QuarterHourMetered(Given.Pod(pod), Measured(next, value), Cause(pod), _now));
                break;
            case <= 11 when _metered.TryGetValue(pod, out var last):
                _events.Add(new QuarterHourCorrected(Given.Pod(pod), Measured(who % (last + 1), value), Cause(pod), _now));
                break;
            case 12:
                RegisterNode(node);
                _events.Add(new ReadingsRejected(Given.Node(node), Given.Pod(PodOfNode[node]),
                    [new((RefusalReason)(1 + who % 7), 1 + who), new(RefusalReason.BadSignature, 1)], [], _now));
                break;
            case 13 when _silent.Add(node):
                RegisterNode(node);
                _events.Add(new LightNodeFellSilent(Given.Node(node), Given.Pod(PodOfNode[node]), _now, _now));
                break;
            case 14:
                RegisterNode(node);
                _events.Add(new QuarterHoursClosed(Given.Node(node), Given.Pod(PodOfNode[node]), [], _now, _now));
                _events.Add(new LightNodeKeyChanged(Given.Node(node), Given.Pod(PodOfNode[node]),
                    who % 2 == 0 ? null : $"02{who:x64}", _now));
                if (who % 4 == 3)
                    _events.Add(new LightNodeKeyRevoked(Given.Node(node), Given.Pod(PodOfNode[node]), $"02{who:x64}", _now));
                break;
            case <= 16:
                Portfolio(new PortfolioId($"folio-{who % 2}"), pod, value);
                break;
            case 17 or 18:
                Participant(new ParticipantId($"p{who % 3}"), who, value);
                break;
            case 19:
                Battery(who % 2, value);
                break;
            case 20:
                Sensor(new GridSensorId($"sensor-{who % 2}"), who, value);
                break;
            case 22 when who % 3 == 0:
                Once($"community-{who}", () => new CommunityRegistered(new CommunityId($"community-{who}"),
                    new CommunityRegistration(new NetworkId("net-1"), $"bus-{who}", who % 2 == 0 ? null : "Vallecamonica", null), _now));
                break;
            case 22 or 23:
                RegisterPod(pod);
                Link(pod, who);
                _events.Add(new BaselineSet(Given.Pod(pod), new Baseline(new ParticipantId($"brp-{who % 2}"),
                    new QuarterHour(FirstQuarterHour.Index + who % 5), PowerProfile.Of(1 + who % 6, i => value + i)), _now));
                break;
            case >= 34:
                Tokens(what, who, pod, value);
                break;
            case >= 24:
                for (var i = 0; i < 4; i++)
                    RegisterNode(i + 1);
                Session(who % 2).Step(who, value);
                break;
            case 21 when who % 5 == 0 && _there.Contains($"pod-{pod}"):
                Once($"erased-{pod}", () => new PodErased(Given.Pod(pod), _now));
                break;
        }
    }

    private void Link(int pod, int who)
    {
        if (who % 3 == 0 || !_linked.TryGetValue(pod, out var link))
            _events.Add(new OwnerLinked(Given.Pod(pod), _linked[pod] = Given.Link((byte)(1 + who % 2), (ulong)who), _now));
        else if (who % 3 == 1 && _linked.Remove(pod))
            _events.Add(new OwnerRevoked(Given.Pod(pod), link, _now));
        Call($"call-{who % 9}", who);
    }

    private void Call(string name, int who)
    {
        var contract = new ContractAnchorId(LedgerId.Access, Address.Parse("0x00000000000000000000000000000000000000cc"));
        var receipt = new ChainReceipt(new Hash256(new byte[32]), new BlockRef((ulong)who, new Hash256(new byte[32])));
        if (_there.Add(name))
            _events.Add(new CallRequested(contract, new CallRequest(name, "lane", [1, 2, 3, 4], new EventId("cause", who + 1)), _now));
        else if (who % 4 == 0 && _there.Contains($"{name} final") && _there.Remove($"{name} ended"))
            _events.Add(new CallUndone(contract, new CallRequest(name, "lane", [1, 2, 3, 4], new EventId("cause", 1)), _now));
        else if (_there.Add($"{name} ended"))
        {
            if (who % 2 == 0)
                _there.Add($"{name} final");
            else
                _there.Remove($"{name} final");
            _events.Add(who % 2 == 0 ? new CallFinalised(contract, name, receipt, _now) : new CallAbandoned(contract, name, "too late",
                _now));
        }
    }

    // Two contracts: one that was configured once may be asked, and mint, after the other was.
    private void Tokens(int what, int who, int pod, int value)
    {
        var contract = TokenTale.Contract(1 + who / 7 % 2);
        switch (what)
        {
            case 34:
                _tokens.Grant(new MarketSessionId($"session-{who % 2}"), 1 + Math.Abs(value) % 4, _now, Enumerable.Range(0, 4)
                    .Select(i => (i, i == 2 ? "c2" : (string?)null, (long)value * (1 + i) % 700)).Append((2, "c3", value)));
                break;
            case 35:
                _tokens.Ask(contract, _now);
                break;
            case 36:
                RegisterPod(pod);
                _tokens.Link(contract, pod, (byte)(1 + who % 3), _now);
                break;
            case var _ when value % 5 == 0:
                _tokens.Undo(contract, Math.Abs(value), _now);
                break;
            default:
                _tokens.Mint(contract, Math.Abs(value), _now);
                break;
        }
    }

    private MarketTale Session(int n) => _sessions.TryGetValue(n, out var session) ? session
        : _sessions[n] = new MarketTale(new MarketSessionId($"session-{n}"), new QuarterHour(FirstQuarterHour.Index + n), _events.Add);

    private void Readings(int node, int value)
    {
        RegisterNode(node);
        var (epoch, seq) = _keys.GetValueOrDefault(node);
        if (value % 17 == 0)
            (epoch, seq) = (epoch + 1, 0);
        var readings = Enumerable.Range(1, 1 + Math.Abs(value) % 6).Select(i => new Reading(epoch, seq + i, Now(i * (value % 7)))
        {
            ActivePowerW = value % 3 == 0 ? null : value,
            ImportWh = value,
            Ems = value % 5 == 0 ? "{}" : null,
            Quality = (value + i) % 4 == 0 ? ReadingQuality.RegisterBackwards : ReadingQuality.Good,
        }).ToArray();
        _keys[node] = (epoch, seq + readings.Length);
        if (_silent.Remove(node))
            _events.Add(new LightNodeReturned(Given.Node(node), Given.Pod(PodOfNode[node]), _now));
        _events.Add(Given.Recorded(node, PodOfNode[node], _now, readings) with
        {
            Open = value % 4 == 0 ? null : new OpenQuarterHour(QuarterHour.Of(_now), _now),
        });
    }

    private void Portfolio(PortfolioId folio, int pod, int value)
    {
        Once($"{folio}", () => new PortfolioOpened(folio, new ParticipantId("p1"), _now));
        var from = Given.Epoch.AddDays(value % 50);
        _events.Add(value > -1_000 ? new PodJoined(folio, Given.Pod(pod), from, _now)
            : new PodLeft(folio, Given.Pod(pod), from.AddDays(3), _now));
    }

    private void Participant(ParticipantId id, int who, int value)
    {
        Once($"{id}", () => new ParticipantAdmitted(id, $"Name {who}", (Role)(1 + who % 8), _now));
        var key = Convert.ToHexStringLower([.. System.Text.Encoding.UTF8.GetBytes($"{id}-{who % 4}")]);
        _events.Add((value & 3) switch
        {
            0 => new ApiKeyRevoked(id, key, _now),
            1 => new ParticipantSuspended(id, "reason", _now),
            2 => new ParticipantReinstated(id, _now),
            _ => new ApiKeyIssued(id, key, _now),
        });
    }

    private void Battery(int n, int value)
    {
        RegisterPod(n);
        var id = new BatteryId($"battery-{n}");
        Once($"{id}", () => new BatteryCommissioned(id, Given.Pod(n), new BatteryRating(10_000, 3_000, 5_000), _now));
        _events.Add(new StateReported(id, Given.Pod(n), new BatteryReport(_now, Math.Abs(value) % 1001, value), _now));
    }

    private void Sensor(GridSensorId id, int who, int value)
    {
        Once($"{id}", () => new SensorRegistered(id, SensorKind.Pmu, $"bus-{who}", _now));
        _events.Add(new SensorReadingsRecorded(id,
            [new(_now, (Measurand)(1 + who % 8), "A", value / 7.0), new(_now, Measurand.Frequency, "", 50 + value / 1e5)], _now));
    }

    private void RegisterPod(int pod) => Once($"pod-{pod}", () => Given.PodRegistered(pod, Zones[pod]) with { RecordedAt = _now });

    private void RegisterNode(int node)
    {
        RegisterPod(PodOfNode[node]);
        Once($"node-{node}", () => Given.NodeRegistered(node, PodOfNode[node]) with { RecordedAt = _now });
    }

    private void Once(string what, Func<IDomainEvent> first)
    {
        if (_there.Add(what))
            _events.Add(first());
    }

    private MeasuredQuarterHour Measured(int index, int value) => new(new QuarterHour(FirstQuarterHour.Index + index),
        new Energy(value * 900L), (EnergyMethod)(1 + (value & 1)),
            Math.Abs(value) % 901, (QuarterHourQuality)(value & 7));

    private static EventId Cause(int pod) => new($"light-node-{Given.Node(pod)}", 1);

    private DateTimeOffset Now(int plusSeconds) => _now.AddSeconds(plusSeconds);
}
