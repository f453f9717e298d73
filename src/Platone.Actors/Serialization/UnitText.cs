using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Platone.Actors.Serialization;

/// <summary>A disclosed unit for people and programs: which message it is, and what is in it.</summary>
/// <param name="Message">Short name of the Protocol Buffers message, as in <c>EventContracts.txt</c>.</param>
/// <param name="Json">
/// Its fields as JSON in protobuf's canonical mapping: names in camel case, 64-bit numbers as texts, fields of standard value included.
/// </param>
public sealed record ReadUnit(string Message, string Json);

/// <summary>Reads a unit alone, as one gets it in a bundle, without the rest of its event.</summary>
public static class UnitText
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    /// <summary>
    /// A unit by the format of its event; null where the format is not known, or where the unit alone does not say which of several
    /// messages it is (what follows a list has no fixed number).
    /// </summary>
    /// <param name="registry">The formats.</param>
    /// <param name="manifest">Manifest of the event.</param>
    /// <param name="number">The unit's number, from 0.</param>
    /// <param name="content">Its bytes.</param>
    public static ReadUnit? Read(EventRegistry registry, string manifest, int number, ReadOnlyMemory<byte> content)
    {
        if (registry.Rows.FirstOrDefault(r => r.Manifest == manifest)?.Layout is not { } layout)
            return null;
        ReadUnit? only = null;
        foreach (var kind in Kinds(layout, number))
        {
            if (Parse(kind, content) is not { } read)
                continue;
            if (only is not null)
                return null;
            only = read;
        }
        return only;
    }

    // What a unit of this number may be.
    private static IEnumerable<MessageDescriptor> Kinds(UnitLayout layout, int number)
    {
        if (number < layout.Open.Count)
            return [layout.Open[number].Message];
        var (personal, place) = (layout.Personal, number - layout.Open.Count);
        if (layout.Open.All(IsOne) && place < personal.Count && personal.Take(place + 1).All(IsOne))
            return [personal[place].Message];
        return personal.Concat(layout.Members).Select(k => k.Message).Distinct();
    }

    private static bool IsOne(UnitKind kind) => kind.Count == "1";

    // Null if the bytes are not what writing such a message gives.
    private static ReadUnit? Parse(MessageDescriptor kind, ReadOnlyMemory<byte> content)
    {
        try
        {
            var message = kind.Parser.ParseFrom(content.Span);
            return message.ToByteArray().AsSpan().SequenceEqual(content.Span) && HasNoUnknown(message)
                ? new ReadUnit(kind.Name, Formatter.Format(message))
                : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    // Parsed again without them, what held unknown fields is shorter.
    private static bool HasNoUnknown(IMessage message) =>
        message.Descriptor.Parser.WithDiscardUnknownFields(true).ParseFrom(message.ToByteArray()).CalculateSize() == message.CalculateSize();
}
