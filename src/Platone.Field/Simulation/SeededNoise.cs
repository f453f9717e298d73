namespace Platone.Field.Simulation;

/// <summary>Random numbers that are a function of what they are for, not of the order they are drawn in (SplitMix64's mixing function).</summary>
/// <param name="seed">Two with the same seed are the same.</param>
internal readonly struct SeededNoise(ulong seed)
{
    /// <summary>The noise of a part.</summary>
    public SeededNoise this[long part] => new(Mix(seed + 0x9e3779b97f4a7c15UL * (ulong)(part + 1)));

    /// <summary>Evenly from 0 to 1, for a place in time or a purpose.</summary>
    public double At(long place) => (Mix(seed ^ Mix((ulong)place + 0x9e3779b97f4a7c15UL)) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Evenly from one value to another.</summary>
    public double Between(double low, double high, long place) => low + (high - low) * At(place);

    /// <summary>A place for a name, the same in every process (FNV-1a; Fowler, Noll, Vo), which a string's hash code is not.</summary>
    public static long Place(string name)
    {
        var hash = 0xcbf29ce484222325UL;
        foreach (var c in name)
            hash = (hash ^ c) * 0x100000001b3UL;
        return (long)hash;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9UL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebUL;
        return z ^ (z >> 31);
    }
}
