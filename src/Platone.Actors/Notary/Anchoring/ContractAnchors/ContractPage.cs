using Platone.Actors.Kernel;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>
/// A part of what is under way of a contract: answers travel between nodes in one frame, so however much waits for a chain, an answer has
/// some of it only. A page has whole lanes, in the order of their oldest calls, and of a long lane the first calls, for they go first.
/// </summary>
/// <param name="Mints">Batches of tokens.</param>
/// <param name="Calls">Calls, in the order they were asked for.</param>
/// <param name="Next">Number of the next page; 0 behind the last.</param>
internal sealed record ContractPage(ValueList<MintRequest> Mints, ValueList<CallRequest> Calls, int Next)
{
    /// <summary>Batches of a page at most.</summary>
    public const int MostMints = 50;

    /// <summary>Bytes of the calls of a page at most, but for a single lane.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    /// <summary>Bytes of the calls of a lane at most where not all calls fit one page, but for a single call.</summary>
    public const int MostBytesOfLane = 512 * 1024;

    // What a call has besides names and data: its cause, and the form of the message.
    private const int BytesBesides = 256;

    /// <summary>A page of what there is.</summary>
    /// <param name="mints">All batches, in an order that stays.</param>
    /// <param name="calls">All calls, in the order they were asked for.</param>
    /// <param name="number">Its number, from 0; one behind the last is empty.</param>
    public static ContractPage Of(IReadOnlyList<MintRequest> mints, ValueList<CallRequest> calls, int number)
    {
        var first = Math.Max(0, number);
        var (some, more) = SomeOf(calls, first);
        return new ContractPage(mints.Skip(checked((int)Math.Min(int.MaxValue, (long)first * MostMints))).Take(MostMints).ToValueList(), some,
            more || mints.Count > ((long)first + 1) * MostMints ? first + 1 : 0);
    }

    private static (ValueList<CallRequest> Calls, bool More) SomeOf(ValueList<CallRequest> calls, int number)
    {
        if (calls.Sum(BytesOf) <= MostBytes)
            return number == 0 ? (calls, false) : ([], false);
        var (page, bytes) = (0, 0L);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var lane in calls.GroupBy(c => c.Lane).Select(FirstOf))
        {
            var size = lane.Sum(BytesOf);
            if (bytes > 0 && bytes + size > MostBytes)
            {
                if (page++ == number)
                    return (Chosen(), true);
                bytes = 0;
            }
            bytes += size;
            if (page == number)
                names.UnionWith(lane.Select(c => c.Name));
        }
        return (Chosen(), false);

        ValueList<CallRequest> Chosen() => calls.Where(c => names.Contains(c.Name)).ToValueList();
    }

    private static List<CallRequest> FirstOf(IEnumerable<CallRequest> lane)
    {
        var (first, bytes) = (new List<CallRequest>(), 0L);
        foreach (var call in lane)
        {
            bytes += BytesOf(call);
            if (first.Count > 0 && bytes > MostBytesOfLane)
                break;
            first.Add(call);
        }
        return first;
    }

    private static long BytesOf(CallRequest call) => call.Data.Count + call.Name.Length + call.Lane.Length + BytesBesides;
}
