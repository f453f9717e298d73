namespace Platone.Actors.Tests;

/// <summary>Compares sequences by their elements; immutable arrays compare by reference otherwise.</summary>
internal static class Sequence
{
    public static void Equal<T>(IEnumerable<T> expected, IEnumerable<T> actual) => Assert.Equal(expected.ToList(), actual.ToList());
}
