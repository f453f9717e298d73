using System.Security.Cryptography;
using Platone.Actors.Notary.Checkpoints;
using Platone.Actors.Notary.Leaves;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Bundles;

/// <summary>Verifies proofs of inclusion without a network, from the proof and what the verifier trusts.</summary>
public static class BundleVerifier
{
    /// <summary>Verifies a proof bundle. Never throws for a bad bundle: it says what is wrong.</summary>
    /// <param name="bundle">The bundle's exact bytes.</param>
    /// <param name="trust">Whom to trust; without it, and without an external checkpoint, a valid bundle is self-attested.</param>
    /// <param name="external">A checkpoint from elsewhere.</param>
    public static VerificationResult Verify(ReadOnlySpan<byte> bundle, TrustFile? trust = null, ExternalCheckpoint? external = null)
    {
        string json;
        try
        {
            json = StrictJson.Decode(bundle);
        }
        catch (FormatException e)
        {
            return Unreadable(e);
        }
        return Verify(json, trust, external);
    }

    /// <summary>Verifies a proof bundle. Never throws for a bad bundle: it says what is wrong.</summary>
    /// <param name="json">The bundle, decoded from UTF-8.</param>
    /// <param name="trust">Whom to trust; without it, and without an external checkpoint, a valid bundle is self-attested.</param>
    /// <param name="external">A checkpoint from elsewhere.</param>
    public static VerificationResult Verify(string json, TrustFile? trust = null, ExternalCheckpoint? external = null)
    {
        ProofBundle bundle;
        NoteKey shownKey;
        try
        {
            bundle = ProofBundle.Parse(json);
            shownKey = NoteKey.Parse(bundle.VerifierKey);
        }
        catch (FormatException e)
        {
            return Unreadable(e);
        }

        var checks = new List<VerificationCheck> { new("format", true, "a bundle in canonical form") };
        List<DisclosedUnit> disclosed = [.. bundle.Units.Index().Where(u => u.Item.Disclosed is not null)
            .Select(u => new DisclosedUnit(u.Index, u.Item.Disclosed!.Content, Hex(SHA256.HashData(u.Item.Disclosed.Content.Span))))];
        checks.Add(UnitCommitment.Root(bundle.Units.Select(u => u.Commitment)).AsSpan().SequenceEqual(bundle.Leaf.UnitsRoot)
            ? new VerificationCheck("units", true, $"{disclosed.Count} of {bundle.Units.Count} units disclosed, all as committed")
            : new VerificationCheck("units", false, "salts, contents and commitments of the units do not give the entry's units root"));
        var proof = new TlogProof(null, (ulong)bundle.Index, bundle.Proof, bundle.Checkpoint);
        return Finish(checks, bundle.Leaf, proof, shownKey, trust, external, bundle.Anchor, bundle.Units.Count, disclosed);
    }

    /// <summary>
    /// Verifies a C2SP tlog-proof whose extra data is the leaf's data, as <see cref="ToTlogProof"/> makes them. It shows no key: a trust
    /// file is needed.
    /// </summary>
    /// <param name="text">The proof.</param>
    /// <param name="trust">Whom to trust.</param>
    /// <param name="external">A checkpoint from elsewhere.</param>
    public static VerificationResult VerifyTlogProof(string text, TrustFile trust, ExternalCheckpoint? external = null)
    {
        TlogProof proof;
        Leaf leaf;
        try
        {
            proof = TlogProof.Parse(text);
            leaf = Leaf.Decode(proof.Extra
                ?? throw new FormatException("the tlog-proof has no extra data: the leaf's data is wanted there"));
        }
        catch (FormatException e)
        {
            return Unreadable(e);
        }
        return Finish([new("format", true, "a C2SP tlog-proof")], leaf, proof, null, trust, external, null, null, []);
    }

    /// <summary>The same proof as C2SP tlog-proof text: entry, inclusion and checkpoint, without units and without the key.</summary>
    /// <param name="json">A bundle.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static string ToTlogProof(string json)
    {
        var bundle = ProofBundle.Parse(json);
        return new TlogProof(bundle.Leaf.Encode(), (ulong)bundle.Index, bundle.Proof, bundle.Checkpoint).ToString();
    }

    private static VerificationResult Finish(List<VerificationCheck> checks, Leaf leaf, TlogProof proof, NoteKey? shownKey,
        TrustFile? trust, ExternalCheckpoint? external, BundleAnchor? anchor, int? unitCount, IReadOnlyList<DisclosedUnit> disclosed)
    {
        var leafHash = leaf.Hash();
        checks.Add(new VerificationCheck("leaf", true, $"{leaf.Event} {leaf.Manifest}: {Hex(leafHash)}"));
        SignedNote note;
        Checkpoint checkpoint;
        try
        {
            note = SignedNote.Parse(proof.Checkpoint);
            checkpoint = Checkpoint.Parse(note.Text);
        }
        catch (FormatException e)
        {
            checks.Add(new VerificationCheck("checkpoint", false, e.Message));
            return new VerificationResult(checks, Attestation.SelfAttested, null);
        }
        checks.Add(new VerificationCheck("checkpoint", true, $"{checkpoint.Origin}, size {checkpoint.Size}, root {Hex(checkpoint.Root)}"));
        checks.Add(MerkleProof.VerifyInclusion(leafHash, proof.Index, checkpoint.Size, proof.Proof, checkpoint.Root)
            ? new VerificationCheck("inclusion", true, $"leaf {proof.Index} of {checkpoint.Size}")
            : new VerificationCheck("inclusion", false, $"the proof does not lead from the entry at leaf {proof.Index} to the root"));
        var onChain = anchor is null ? null : AnchorCheck.Check(checks, anchor, (long)proof.Index, checkpoint);

        var attestation = new CheckpointTrust(checks, trust, external).Check(note, checkpoint, proof.Index, shownKey);
        if (trust is { Chains: { Count: > 0 } chains } && checks.All(c => c.IsOk)
            && AnchorCheck.Trusted(checks, onChain, chains) is { } chainId)
            (attestation, onChain) = (Attestation.Anchored, onChain! with { ChainId = chainId });
        if (!checks.All(c => c.IsOk))
            return new VerificationResult(checks, Attestation.SelfAttested, null);
        var proven = new ProvenEvent(leaf.Event, leaf.RecordedAt, leaf.Manifest, Hex(leaf.StoredHash), Hex(leafHash), proof.Index,
            checkpoint.Origin, checkpoint.Size, Hex(checkpoint.Root), unitCount, disclosed) { Anchor = onChain };
        return new VerificationResult(checks, attestation, proven);
    }

    private static VerificationResult Unreadable(FormatException e) =>
        new([new VerificationCheck("format", false, e.Message)], Attestation.SelfAttested, null);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
