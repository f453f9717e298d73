using Platone.Actors.Notary.Bundles;
using Platone.Actors.Notary.Checkpoints;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Monitoring;

/// <summary>What a monitor found.</summary>
/// <param name="Checks">Its steps.</param>
/// <param name="Size">How many leaves there were.</param>
/// <param name="RootHex">Their root.</param>
public sealed record MonitorResult(IReadOnlyList<VerificationCheck> Checks, ulong Size, string RootHex)
{
    /// <summary>
    /// Leaves of the largest checkpoint that the trust file's quorum has cosigned; 0 for none, or where the trust file asks for no quorum.
    /// Means nothing unless consistent.
    /// </summary>
    public ulong WitnessedSize { get; init; }

    /// <summary>Leaves of the largest checkpoint: nobody has signed for those after it.</summary>
    public ulong SealedSize { get; init; }

    /// <summary>
    /// Who vouches for all the leaves, by the trust file; means nothing unless consistent. Witnesses do for those of the checkpoint they have
    /// cosigned and not for later ones.
    /// </summary>
    public Attestation Attestation => WitnessedSize > 0 && WitnessedSize == Size ? Attestation.Witnessed : Attestation.SelfAttested;

    /// <summary>Whether every check holds.</summary>
    public bool IsConsistent => Checks.All(c => c.IsOk);
}

/// <summary>Watches a log from outside: derives roots from leaf hashes and compares checkpoints with them and with each other.</summary>
public static class LogMonitor
{
    /// <summary>
    /// Derives the root at the size of every checkpoint. Checkpoints that all fit the same leaves are consistent with each other: each is a
    /// prefix of the next.
    /// </summary>
    /// <param name="leaves">Leaf hashes in order (<see cref="LeafSource"/>).</param>
    /// <param name="checkpoints">Signed notes of one log, in any order.</param>
    /// <param name="trust">Whose signatures to ask for; without it none is checked.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<MonitorResult> RunAsync(IAsyncEnumerable<byte[]> leaves, IEnumerable<string> checkpoints, TrustFile? trust,
        CancellationToken cancellation)
    {
        var checks = new List<VerificationCheck>();
        List<string> notes = [.. checkpoints];
        var waiting = new Queue<Checkpoint>(Read(notes, trust, checks).OrderBy(c => c.Size));
        var largest = waiting.Count == 0 ? 0 : waiting.Max(c => c.Size);
        var witnessed = 0UL;
        if (trust is { Quorum: > 0 })
        {
            var (cosigned, size) = Cosigned(notes, trust);
            checks.Add(cosigned);
            witnessed = size;
        }
        if (waiting.TryPeek(out var first) && waiting.FirstOrDefault(c => c.Origin != first.Origin) is { } stranger)
            checks.Add(new VerificationCheck("origin", false, $"checkpoints of two logs: {first.Origin} and {stranger.Origin}"));

        var tree = new CompactRange();
        Compare(tree, waiting, checks);
        await foreach (var leaf in leaves.WithCancellation(cancellation).ConfigureAwait(false))
        {
            tree.Append(leaf);
            Compare(tree, waiting, checks);
        }
        checks.AddRange(waiting.Select(c =>
            new VerificationCheck($"checkpoint {c.Size}", false, $"there are only {tree.Size} leaves")));
        return new MonitorResult(checks, tree.Size, Convert.ToHexStringLower(tree.Root))
        {
            WitnessedSize = witnessed,
            SealedSize = largest,
        };
    }

    /// <summary>Checks that one checkpoint extends another by an RFC 9162 consistency proof, without any leaf.</summary>
    /// <param name="older">Signed note of the smaller tree.</param>
    /// <param name="newer">Signed note of the larger tree.</param>
    /// <param name="proof">Consistency proof from the smaller to the larger.</param>
    /// <param name="trust">Whose signatures to ask for; without it none is checked.</param>
    public static IReadOnlyList<VerificationCheck> CheckConsistency(string older, string newer, IReadOnlyList<byte[]> proof,
        TrustFile? trust)
    {
        var checks = new List<VerificationCheck>();
        if (Read([older, newer], trust, checks) is not [var first, var second])
            return checks;
        var isExtended = first.Origin == second.Origin
            && MerkleProof.VerifyConsistency(first.Size, second.Size, first.Root, second.Root, proof);
        checks.Add(new VerificationCheck("consistency", isExtended, isExtended
            ? $"size {second.Size} extends size {first.Size}"
            : $"size {second.Size} is not shown to extend size {first.Size}: another history, another log, or a wrong proof"));
        return checks;
    }

    private static void Compare(CompactRange tree, Queue<Checkpoint> waiting, List<VerificationCheck> checks)
    {
        while (waiting.TryPeek(out var next) && next.Size == tree.Size)
        {
            waiting.Dequeue();
            var root = tree.Root;
            checks.Add(root.AsSpan().SequenceEqual(next.Root)
                ? new VerificationCheck($"checkpoint {next.Size}", true, $"the first {next.Size} leaves have its root")
                : new VerificationCheck($"checkpoint {next.Size}", false,
                    $"its root is {Convert.ToHexStringLower(next.Root)}; "
                    + $"the first {next.Size} leaves have {Convert.ToHexStringLower(root)}"));
        }
    }

    // The largest checkpoint that the quorum has cosigned vouches for all before it; those after it are still to be cosigned.
    private static (VerificationCheck Check, ulong Size) Cosigned(IReadOnlyList<string> notes, TrustFile trust)
    {
        (ulong Size, List<string> Names)? best = null;
        foreach (var text in notes)
        {
            try
            {
                var note = SignedNote.Parse(text);
                var size = Checkpoint.Parse(note.Text).Size;
                List<string> names = [.. trust.Witnesses.Where(w => note.FindSignature(w) is not null).Select(w => w.Name)];
                if (names.Count >= trust.Quorum && !(best?.Size > size))
                    best = (size, names);
            }
            catch (FormatException)
            {
                // Said when it was read, or a cosignature that is wrong: it vouches for nothing.
            }
        }
        return best is var (largest, by)
            ? (new VerificationCheck("witnesses", true, $"{by.Count} of {trust.Witnesses.Count} cosigned size {largest}: {string.Join(", ", by)}"), largest)
            : (new VerificationCheck("witnesses", false, $"no checkpoint is cosigned by {trust.Quorum} witnesses of the trust file"), 0);
    }

    private static List<Checkpoint> Read(IEnumerable<string> notes, TrustFile? trust, List<VerificationCheck> checks)
    {
        var read = new List<Checkpoint>();
        foreach (var text in notes)
        {
            try
            {
                var note = SignedNote.Parse(text);
                var checkpoint = Checkpoint.Parse(note.Text);
                if (trust is not null)
                {
                    var isSigned = trust.Logs.Where(k => k.Name == checkpoint.Origin).Any(k => note.FindSignature(k) is not null);
                    checks.Add(new VerificationCheck($"signature {checkpoint.Size}", isSigned,
                        isSigned ? $"by {checkpoint.Origin}" : "not by a log of the trust file"));
                }
                read.Add(checkpoint);
            }
            catch (FormatException e)
            {
                checks.Add(new VerificationCheck("checkpoint", false, e.Message));
            }
        }
        return read;
    }
}
