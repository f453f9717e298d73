using System.Buffers.Binary;

namespace Platone.Actors.Notary.Log;

/// <summary>Consecutive leaves of a log by the journal orderings of their events.</summary>
/// <param name="First">Index of the first.</param>
/// <param name="Orderings">Eight bytes each, big-endian, rising.</param>
internal readonly record struct LeafRun(long First, byte[] Orderings)
{
    /// <summary>How many leaves.</summary>
    public int Count => Orderings.Length / sizeof(long);

    /// <summary>Ordering of a leaf's event.</summary>
    /// <param name="place">Its place in the run, from 0.</param>
    public long At(int place) => BinaryPrimitives.ReadInt64BigEndian(Orderings.AsSpan(place * sizeof(long)));

    /// <summary>Index of the leaf of a journal row; null if it is not of this run.</summary>
    public long? IndexOf(long ordering)
    {
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            switch (At(middle).CompareTo(ordering))
            {
                case 0:
                    return First + middle;
                case < 0:
                    low = middle + 1;
                    break;
                default:
                    high = middle - 1;
                    break;
            }
        }
        return null;
    }
}
