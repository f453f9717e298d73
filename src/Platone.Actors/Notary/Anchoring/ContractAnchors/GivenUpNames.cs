using System.Globalization;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>
/// How many calls of a kind were given up, where only the hashes of names are kept: each is known by its kind and number, too. The kind is
/// the name without its last part.
/// </summary>
internal static class GivenUpNames
{
    /// <summary>The names with one more call that was given up.</summary>
    public static KnownNames With(KnownNames known, string call)
    {
        var kind = call[..(call.LastIndexOf('-') + 1)];
        return known.With(Name(kind, Count(known, kind) + 1));
    }

    /// <summary>How many calls were given up whose names begin with a kind and have one part more.</summary>
    public static int Count(KnownNames known, string kind)
    {
        var count = 0;
        while (known.Contains(Name(kind, count + 1)))
            count++;
        return count;
    }

    private static string Name(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"given-up-{number}-{kind}");
}
