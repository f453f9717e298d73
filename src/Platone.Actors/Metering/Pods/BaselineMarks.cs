using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Platone.Actors.Kernel;

namespace Platone.Actors.Metering.Pods;

/// <summary>A baseline that is in force, by what tells it from another.</summary>
/// <param name="First">Number of its first quarter hour.</param>
/// <param name="Count">How many it has.</param>
/// <param name="Hash">SHA-256 of its content, hex.</param>
internal readonly record struct BaselineMark(long First, int Count, string Hash)
{
    /// <summary>The mark of a baseline.</summary>
    public static BaselineMark Of(Baseline baseline)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{baseline.Brp}\0"));
        Span<byte> number = stackalloc byte[sizeof(long)];
        foreach (var watts in baseline.Power)
        {
            BinaryPrimitives.WriteInt64BigEndian(number, watts);
            hash.AppendData(number);
        }
        return new BaselineMark(baseline.First.Index, baseline.Power.Count, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Whether the two have a quarter hour in common.</summary>
    public bool Overlaps(BaselineMark other) => First < other.First + other.Count && other.First < First + Count;
}

/// <summary>The last baselines set, in that order, without those a later one replaced in part: setting one of them again has no effect.</summary>
internal static class BaselineMarks
{
    /// <summary>How many are kept; setting one again that is older is recorded anew, which does no harm.</summary>
    public const int Maximum = 16;

    /// <summary>The marks after a baseline was set.</summary>
    public static ValueList<BaselineMark> With(this ValueList<BaselineMark> marks, BaselineMark mark)
    {
        var kept = marks.Where(m => !m.Overlaps(mark)).Append(mark).ToList();
        return kept.Skip(kept.Count - Maximum).ToValueList();
    }
}
