using System.Collections.Immutable;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Platone.Actors.Serialization;

/// <summary>
/// How a row's units of disclosure are made up, for <c>EventContracts.txt</c>: open ones, then personal ones, then those of members, in
/// their order.
/// </summary>
/// <param name="Open">Units in the clear.</param>
/// <param name="Personal">Units that are sealed.</param>
internal sealed record UnitLayout(IReadOnlyList<UnitKind> Open, IReadOnlyList<UnitKind> Personal)
{
    /// <summary>Units that are sealed under the key of the member each is about.</summary>
    public IReadOnlyList<UnitKind> Members { get; init; } = [];

    /// <summary>One open unit and nothing personal.</summary>
    public static UnitLayout OneOpen(MessageDescriptor open) => new([new UnitKind(open, "1")], []);

    /// <summary>One open unit and these personal ones.</summary>
    public static UnitLayout With(MessageDescriptor open, params IReadOnlyList<UnitKind> personal) =>
        new([new UnitKind(open, "1")], personal);

    /// <summary>This layout with these units of members: <c>1 a POD</c>.</summary>
    public UnitLayout WithMembers(params IReadOnlyList<UnitKind> members) => this with { Members = members };
}

/// <summary>A place in a layout.</summary>
/// <param name="Message">The message a unit is the bytes of.</param>
/// <param name="Count">How many there are of it: <c>1</c>, <c>0..1</c>, or <c>1 a reading</c>.</param>
internal sealed record UnitKind(MessageDescriptor Message, string Count = "1");

/// <summary>Reads units in decoders.</summary>
internal static class UnitReading
{
    /// <summary>The open unit with this number.</summary>
    /// <exception cref="CorruptEventException">There is none, or it is not such a message.</exception>
    public static T Open<T>(this DecodingEvent stored, MessageParser<T> parser, int index = 0)
        where T : IMessage<T> => Read(parser, stored.Content.Open, index, "open");

    /// <summary>The personal unit with this number; null if the personal units were erased.</summary>
    /// <exception cref="CorruptEventException">There is none, or it is not such a message.</exception>
    public static T? Personal<T>(this DecodingEvent stored, MessageParser<T> parser, int index = 0)
        where T : class, IMessage<T> => stored.Content.Personal is { } units ? Read(parser, units, index, "personal") : null;

    /// <summary>The only personal unit; null if there is none, or it was erased.</summary>
    /// <exception cref="CorruptEventException">It is not such a message.</exception>
    public static T? PersonalIfAny<T>(this DecodingEvent stored, MessageParser<T> parser)
        where T : class, IMessage<T> => stored.Content.Personal is { IsEmpty: false } units ? Read(parser, units, 0, "personal") : null;

    /// <summary>Each member with its units, all of one message; null units if they were erased.</summary>
    /// <exception cref="CorruptEventException">A unit is not such a message.</exception>
    public static IEnumerable<(string Subject, T[]? Units)> Members<T>(this DecodingEvent stored, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        // Read at once: what a decoder leaves lazy would fail outside of the codec, which tells corrupt units from other errors.
        var members = new List<(string, T[]?)>(stored.Content.Members.Length);
        foreach (var member in stored.Content.Members)
            members.Add((member.Subject, member.Units is { } units ? [.. units.Select(u => parser.ParseFrom(u.Span))] : null));
        return members;
    }

    private static T Read<T>(MessageParser<T> parser, ImmutableArray<ReadOnlyMemory<byte>> units, int index, string what)
        where T : IMessage<T> => index < units.Length
        ? parser.ParseFrom(units[index].Span)
        : throw new CorruptEventException($"a stored event has {units.Length} {what} units where number {index} is needed");
}
