using System.Numerics;
using System.Runtime.CompilerServices;

namespace Platone.Actors.Ethereum.Abi;

/// <summary>Decoded values as the types a caller asks for.</summary>
internal static class AbiConvert
{
    /// <summary>Values as one type: of one value its own type, of several a C# tuple, and <c>object[]</c> for any.</summary>
    /// <exception cref="AbiException">The values do not fit the type.</exception>
    public static T To<T>(object[] values) => typeof(T) != typeof(object[]) && values.Length == 1 && !IsTuple(typeof(T), 1)
        ? (T)To(typeof(T), values[0])
        : (T)To(typeof(T), values);

    private static object To(Type type, object value)
    {
        if (type.IsInstanceOfType(value))
            return value;
        return value switch
        {
            BigInteger number => Number(type, number),
            Address address when type == typeof(string) => address.ToString(),
            byte[] bytes when type == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>(bytes),
            object[] items when IsTuple(type, items.Length) => Tuple(type, items),
            object[] items when Element(type) is { } element => List(type, element, items),
            _ => throw NotOne(type, value),
        };
    }

    private static object Number(Type type, BigInteger number)
    {
        try
        {
            return type == typeof(HexBigInteger) ? new HexBigInteger(number)
                : Type.GetTypeCode(type) switch
                {
                    _ when type.IsEnum => throw NotOne(type, number),
                    TypeCode.Byte => (byte)number,
                    TypeCode.SByte => (sbyte)number,
                    TypeCode.Int16 => (short)number,
                    TypeCode.UInt16 => (ushort)number,
                    TypeCode.Int32 => (int)number,
                    TypeCode.UInt32 => (uint)number,
                    TypeCode.Int64 => (long)number,
                    TypeCode.UInt64 => (object)(ulong)number,
                    _ => throw NotOne(type, number),
                };
        }
        catch (OverflowException)
        {
            throw new AbiException($"{number} does not fit {type.Name}");
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new AbiException($"{number} does not fit {type.Name}");
        }
    }

    private static bool IsTuple(Type type, int length) =>
        typeof(ITuple).IsAssignableFrom(type) && type.IsValueType && type.GetGenericArguments().Length == length && length < 8;

    private static object Tuple(Type type, object[] items) =>
        Activator.CreateInstance(type, [.. type.GetGenericArguments().Select((t, i) => To(t, items[i]))])!;

    private static Type? Element(Type type) => type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericArguments() is [var element]
            && type.IsAssignableFrom(typeof(List<>).MakeGenericType(element))
            ? element
            : null;

    private static object List(Type type, Type element, object[] items)
    {
        var array = Array.CreateInstance(element, items.Length);
        for (var i = 0; i < items.Length; i++)
            array.SetValue(To(element, items[i]), i);
        return type.IsInstanceOfType(array) ? array : Activator.CreateInstance(type, array)!;
    }

    private static AbiException NotOne(Type type, object value) => new($"a {value.GetType().Name} cannot become a {type.Name}");
}
