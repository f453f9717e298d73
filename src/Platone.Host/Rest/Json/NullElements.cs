using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platone.Host.Rest.Json;

/// <summary>
/// Refuses <c>null</c> as an element of a list: <see cref="JsonSerializerOptions.RespectNullableAnnotations"/> minds members only. No body
/// has a list of things that may be null, but for lists of <c>T?</c> where T is a value, which say so in their type.
/// </summary>
internal static class NullElements
{
    /// <summary>How the message is made: the element's number, and how many there are.</summary>
    public const string Message = @"null as element (?<number>\d+) of (?<count>\d+)";

    /// <summary>A modifier for the options' resolver.</summary>
    public static void Refuse(JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.Enumerable && !HoldsValues(type.Type))
            type.OnDeserialized = Check;
    }

    private static bool HoldsValues(Type list) => (list.IsInterface ? list.GetInterfaces().Append(list) : list.GetInterfaces())
        .Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>) && i.GetGenericArguments()[0].IsValueType);

    private static void Check(object list)
    {
        var elements = ((IEnumerable)list).Cast<object?>().ToList();
        if (elements.IndexOf(null) is >= 0 and var number)
            throw new JsonException($"null as element {number} of {elements.Count}");
    }
}
