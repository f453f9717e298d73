using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;

namespace Platone.Actors.Audit.Reports;

/// <summary>Where two values differ.</summary>
/// <param name="Path">Members in camel case, places of lists in brackets; empty if the values themselves are what differs.</param>
/// <param name="Recorded">The one, as text.</param>
/// <param name="Follows">The other, as text.</param>
internal sealed record Difference(string Path, string Recorded, string Follows);

/// <summary>Compares records member by member, and lists item by item: a person wants to know what of two settlements differs.</summary>
internal static class Differences
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Members = new();

    /// <summary>All differences, in the order of the members; none if the values are equal.</summary>
    public static IEnumerable<Difference> Between(object? recorded, object? follows) => Between("", recorded, follows);

    private static IEnumerable<Difference> Between(string path, object? recorded, object? follows)
    {
        if (Equals(recorded, follows))
            return [];
        if (recorded is null || follows is null || recorded.GetType() != follows.GetType())
            return [new Difference(path, Text(recorded), Text(follows))];
        if (recorded is IEnumerable list and not string)
            return Items(path, [.. list.Cast<object?>()], [.. ((IEnumerable)follows).Cast<object?>()]);
        var members = IsWhole(recorded.GetType()) ? [] : Members.GetOrAdd(recorded.GetType(), MembersOf);
        var found = members.SelectMany(m => Between(Join(path, m.Name), m.GetValue(recorded), m.GetValue(follows))).ToList();
        // What no member shows is shown whole: two that are not equal never come out as the same.
        return found.Count > 0 ? found : [new Difference(path, Text(recorded), Text(follows))];
    }

    private static IEnumerable<Difference> Items(string path, IReadOnlyList<object?> recorded, IReadOnlyList<object?> follows)
    {
        if (recorded.Count != follows.Count)
            yield return new Difference(Join(path, "Count"), Text(recorded.Count), Text(follows.Count));
        for (var i = 0; i < Math.Min(recorded.Count, follows.Count); i++)
        {
            foreach (var difference in Between(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), recorded[i], follows[i]))
                yield return difference;
        }
    }

    // What a record was made from, not what it computes: one difference is told once.
    private static PropertyInfo[] MembersOf(Type type) => [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p.CanWrite && p.GetIndexParameters().Length == 0)];

    private static bool IsWhole(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal)
        || type == typeof(DateTimeOffset) || type == typeof(TimeSpan) || type.Namespace == typeof(Kernel.Identity.EventId).Namespace;

    private static string Join(string path, string member)
    {
        var name = $"{char.ToLowerInvariant(member[0])}{member[1..]}";
        return path.Length == 0 ? name : $"{path}.{name}";
    }

    private static string Text(object? value) => value switch
    {
        null => "nothing",
        DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
