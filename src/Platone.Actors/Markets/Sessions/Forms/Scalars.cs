using System.Globalization;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Serialization;

namespace Platone.Actors.Markets.Sessions.Forms;

/// <summary>Between single values and their stored form. What no encoder writes is refused.</summary>
internal static class Scalars
{
    private const NumberStyles PlainNumber = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>The text of a decimal: exact, with the zeros at its end.</summary>
    public static string ToWire(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The decimal of a text.</summary>
    /// <exception cref="FormatException">It is not the text of one.</exception>
    public static decimal Decimal(string stored) =>
        decimal.TryParse(stored, PlainNumber, CultureInfo.InvariantCulture, out var value) && ToWire(value) == stored
            ? value
            : throw new FormatException($"'{stored}' is not the text of a decimal");

    /// <summary>The value of a stored number of an enumeration.</summary>
    /// <exception cref="ArgumentException">It stands for nothing.</exception>
    public static T Known<T>(uint stored)
        where T : struct, Enum
    {
        var value = (T)Enum.ToObject(typeof(T), stored);
        return Enum.IsDefined(value) ? value : throw new ArgumentException($"{stored} is no {typeof(T).Name}");
    }

    /// <summary>The factor of stored millionths.</summary>
    /// <exception cref="ArgumentException">It is more than 1.</exception>
    /// <exception cref="OverflowException">It is more than 32 bits hold.</exception>
    public static Factor Factor(uint millionths) => new(checked((int)millionths));

    /// <summary>A profile of stored values, W.</summary>
    public static PowerProfile Profile(IReadOnlyList<long> stored) => PowerProfile.Of(stored.Count, i => stored[i]);

    /// <summary>An instant's microseconds.</summary>
    public static long ToWire(DateTimeOffset instant) => Instant.Microseconds(instant);

    /// <summary>A message that must be there.</summary>
    /// <exception cref="CorruptEventException">It is not.</exception>
    public static T Required<T>(T? stored)
        where T : class => stored ?? throw new CorruptEventException($"a stored event has no {typeof(T).Name} where one is needed");
}
