using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Serialization.Messages;

namespace Platone.Actors.Tests.Serialization;

/// <summary>Makes a message of any type whose every member has a value, drawn from a random source: what is lost on its way shows.</summary>
internal sealed class MessageExamples(Random random, int? count = null)
{
    /// <summary>An example of a row's message.</summary>
    public object Of(MessageRow row) => Of(row.Type);

    /// <summary>Whether two values hold the same, member by member.</summary>
    public static void Same(object? expected, object? actual, string path)
    {
        if (expected is null || actual is null || expected is string || expected.GetType().IsPrimitive)
        {
            Assert.True(Equals(expected, actual), $"{path}: {expected ?? "null"} became {actual ?? "null"}");
            return;
        }

        Assert.True(expected.GetType() == actual.GetType(), $"{path}: {expected.GetType()} became {actual.GetType()}");
        if (expected is IEnumerable list)
        {
            var (a, b) = (list.Cast<object?>().ToList(), ((IEnumerable)actual).Cast<object?>().ToList());
            Assert.True(a.Count == b.Count, $"{path}: {a.Count} items became {b.Count}");
            for (var i = 0; i < a.Count; i++)
                Same(a[i], b[i], $"{path}[{i}]");
            return;
        }

        if (!IsOurs(expected.GetType()) || expected is Enum)
        {
            Assert.True(Equals(expected, actual), $"{path}: {expected} became {actual}");
            return;
        }

        // What it was made from: a computed member may refuse to be asked.
        var members = expected.GetType().GetProperties()
            .Where(p => p.GetIndexParameters().Length == 0 && (p.CanWrite || IsParameter(expected.GetType(), p)));
        foreach (var member in members)
            Same(member.GetValue(expected), member.GetValue(actual), $"{path}.{member.Name}");
    }

    private static bool IsParameter(Type type, PropertyInfo member) =>
        type.GetConstructors().SelectMany(c => c.GetParameters()).Any(p => p.Name!.Equals(member.Name, StringComparison.OrdinalIgnoreCase));

    private static bool IsOurs(Type type) => type.Namespace?.StartsWith("Platone.", StringComparison.Ordinal) == true;

    private object Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Of(inner);
        if (type == typeof(string))
            return $"text é {random.Next(1000)}";
        if (type == typeof(object))
            return Of(typeof(ReadingsReport));
        if (type == typeof(bool))
            return true;
        if (type == typeof(int))
            return random.Next(1, 1000);
        if (type == typeof(long))
            return random.NextInt64(1, 1L << 60);
        if (type == typeof(ulong))
            return ulong.MaxValue - (ulong)random.Next();
        if (type == typeof(double))
            return random.NextDouble();
        if (type == typeof(byte))
            return (byte)random.Next(1, 256);
        if (type == typeof(decimal))
            return new decimal(random.Next(1, int.MaxValue), random.Next(), 0, false, (byte)random.Next(1, 20));
        if (type == typeof(DateTimeOffset))
            return DateTimeOffset.UnixEpoch.AddTicks(random.NextInt64(1L << 54));
        if (type == typeof(TimeSpan))
            return TimeSpan.FromTicks(random.NextInt64(1, 1L << 40));
        if (type.IsEnum)
            return Enum.GetValues(type).Cast<object>().OrderBy(v => Convert.ToInt64(v)).Last();
        if (type == typeof(Pseudonym))
            return Pseudonym.From(Enumerable.Range(0, 16).Select(_ => (byte)random.Next(256)).ToArray());
        if (type == typeof(PowerProfile))
            return PowerProfile.Of(Items(), _ => random.NextInt64(1, 1_000_000));
        if (type == typeof(Factor))
            return new Factor(random.Next(1, 1_000_000));
        if (type == typeof(PriceCurve))
            return new PriceCurve([new PriceStep(new Factor(random.Next(1, 999_999)), 1.5m), new PriceStep(Factor.One, 22.0625m)]);
        if (type == typeof(QuarterHour))
            return new QuarterHour(random.Next());
        if (type.IsGenericType && type.GetGenericTypeDefinition() is { } generic
            && (generic == typeof(ValueList<>) || generic == typeof(ImmutableArray<>)))
        {
            return List(generic, type.GetGenericArguments()[0]);
        }

        Assert.True(IsOurs(type) && type is { IsAbstract: false, IsInterface: false }, $"{type} has no example: is it fit for a message?");
        return Record(type);
    }

    private object List(Type generic, Type item)
    {
        var items = Array.CreateInstance(item, Items());
        for (var i = 0; i < items.Length; i++)
            items.SetValue(Of(item), i);
        var (holder, make) = generic == typeof(ValueList<>)
            ? (typeof(ValueList), nameof(ValueList.ToValueList))
            : (typeof(ImmutableArray), nameof(ImmutableArray.ToImmutableArray));
        return holder.GetMethods().Single(m => m.Name == make && m.GetParameters() is [{ ParameterType: { IsGenericType: true } p }]
            && p.GetGenericTypeDefinition() == typeof(IEnumerable<>)).MakeGenericMethod(item).Invoke(null, [items])!;
    }

    private object Record(Type type)
    {
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).FirstOrDefault();
        var made = constructor is null
            ? Activator.CreateInstance(type)!
            : constructor.Invoke([.. constructor.GetParameters().Select(p => Of(p.ParameterType))]);
        foreach (var member in type.GetProperties().Where(p => p.CanWrite && !IsParameter(type, p)))
            member.SetValue(made, Of(member.PropertyType));
        return made;
    }

    private int Items() => count ?? random.Next(0, 4);
}
