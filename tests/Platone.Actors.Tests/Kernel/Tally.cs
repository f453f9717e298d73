using Google.Protobuf.WellKnownTypes;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Serialization;

namespace Platone.Actors.Tests.Kernel;

/// <summary>The smallest aggregate, to test the shell with: adds numbers, each id once; adjacent additions merge.</summary>
internal sealed record Tally(string Id) : IAggregate<Tally, TallyCommand, TallyEvent>
{
    public long Sum { get; init; }

    public string Known { get; init; } = ",";

    public Decision<TallyEvent> Decide(TallyCommand command) => command switch
    {
        Add { Amount: < 0 } c => Decision.Reject("negative", $"{c.Amount} is negative", "amount"),
        Add c when Known.Contains($",{c.Number},") => Decision.AlreadyDone,
        Add c => Decision.Emit(new Added(Id, c.Amount, $"{c.Number}", c.At)),
        AddTwice c => Decision.Emit(new Doubted(Id, c.At), new Added(Id, c.Amount, $"{c.Number}", c.At)),
        _ => throw new NotSupportedException(command.GetType().Name),
    };

    public Tally Apply(TallyEvent @event) => @event switch
    {
        Added e => this with { Sum = Sum + e.Amount, Known = $"{Known}{e.Numbers}," },
        Doubted => this with { Sum = Sum * 2 },
        _ => throw new UnknownEventException(nameof(Tally), @event),
    };

    public static EventTable Table { get; } = EventTable.For("tally")
        .Event<Added>("added", 1, e => $"tally-{e.Id}",
            e => Content.With(new StringValue { Value = e.Id }, new Int64Value { Value = e.Amount }, new StringValue { Value = e.Numbers }),
            d => new Added(Text(d.Content.Open[0]), d.Content.Personal is { } p ? Number(p[0]) : 0,
                d.Content.Personal is { } q ? Text(q[1]) : "", d.RecordedAt))
        .Event<Doubted>("doubted", 1, e => $"tally-{e.Id}", e => Content.Open(new StringValue { Value = e.Id }),
            d => new Doubted(Text(d.Content.Open[0]), d.RecordedAt))
        // Not before the events, as in every aggregate: a subject's keys begin some years before its first event, not in 1970.
        .Snapshot<Tally>(1, s => $"tally-{s.Id}", _ => new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero),
            s => Content.With(new StringValue { Value = s.Id }, new Int64Value { Value = s.Sum }, new StringValue { Value = s.Known }),
            d => new Tally(Text(d.Content.Open[0])) { Sum = Number(d.Content.Personal!.Value[0]), Known = Text(d.Content.Personal!.Value[1]) })
        .Build();

    private static string Text(ReadOnlyMemory<byte> unit) => StringValue.Parser.ParseFrom(unit.Span).Value;

    private static long Number(ReadOnlyMemory<byte> unit) => Int64Value.Parser.ParseFrom(unit.Span).Value;
}

internal abstract record TallyCommand(string Id, DateTimeOffset At) : ICommand
{
    public string Kind => "tally";

    public string EntityId => Id;
}

internal sealed record Add(string Id, int Number, long Amount, DateTimeOffset At) : TallyCommand(Id, At);

internal sealed record AddTwice(string Id, int Number, long Amount, DateTimeOffset At) : TallyCommand(Id, At);

internal abstract record TallyEvent(string Id, DateTimeOffset RecordedAt) : IDomainEvent;

internal sealed record Added(string Id, long Amount, string Numbers, DateTimeOffset RecordedAt) : TallyEvent(Id, RecordedAt);

internal sealed record Doubted(string Id, DateTimeOffset RecordedAt) : TallyEvent(Id, RecordedAt);

internal sealed record GetTally(string Id) : IQuery
{
    public string Kind => "tally";

    public string EntityId => Id;
}

internal sealed record TallyView(Tally State) : IAnswer;

internal sealed class TallyActor(string id, ShellOptions options)
    : AggregateActor<Tally, TallyCommand, TallyEvent>($"tally-{id}", new Tally(id), options)
{
    protected override object? Report(TallyCommand command, Tally before, Tally after) => after.Sum;

    protected override TallyEvent? Merge(TallyEvent earlier, TallyEvent later) => (earlier, later) switch
    {
        (Added a, Added b) => new Added(a.Id, a.Amount + b.Amount, $"{a.Numbers},{b.Numbers}", b.RecordedAt),
        _ => null,
    };

    protected override IAnswer? Answer(IQuery query) => query is GetTally ? new TallyView(State) : null;
}
