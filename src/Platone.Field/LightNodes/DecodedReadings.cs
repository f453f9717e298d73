using System.Collections.Immutable;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;

namespace Platone.Field.LightNodes;

/// <summary>What a readings message turned out to hold: readings and faulty elements, or nothing because the message as a whole is refused.</summary>
/// <param name="Readings">The readings that are right, in the order of the message.</param>
/// <param name="Faulty">Elements that are JSON objects or values but not readings; the others of the message are taken all the same.</param>
/// <param name="Refusal">Why nothing of the message can be taken, naming the place; null otherwise.</param>
internal readonly record struct DecodedReadings(ImmutableArray<Reading> Readings, ImmutableArray<FaultyReading> Faulty, string? Refusal)
{
    /// <summary>How many elements the message has, right or faulty; 0 if it is refused as a whole.</summary>
    public int Count => Readings.Length + Faulty.Length;

    internal static DecodedReadings Refused(string reason) => new([], [], reason);
}

/// <summary>An element of a message that is not a reading.</summary>
/// <param name="Index">Its place in the array; 0 for a message that is one object.</param>
/// <param name="Reason">What is wrong, beginning with the field: <c>[3].p: is text, must be a number</c>.</param>
/// <param name="Key">Its (epoch, seq), where those two are right: it can then be acknowledged as refused for good.</param>
internal readonly record struct FaultyReading(int Index, string Reason, KeyRange? Key);
