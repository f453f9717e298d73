using System.Globalization;
using Platone.Actors.Notary.Checkpoints;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Bundles;

/// <summary>A checkpoint that comes from elsewhere than the proof: one kept from earlier, or of another party.</summary>
/// <param name="Note">The signed note.</param>
/// <param name="Consistency">
/// RFC 9162 consistency proof between it and the proof's checkpoint, from the smaller to the larger; null where their sizes are equal.
/// </param>
public sealed record ExternalCheckpoint(string Note, IReadOnlyList<byte[]>? Consistency = null);

/// <summary>The part of a verification that is about the checkpoint: signatures, witnesses, external checkpoint.</summary>
/// <param name="checks">Takes the steps.</param>
/// <param name="trust">Whom to trust, if anybody.</param>
/// <param name="external">Another checkpoint, if any.</param>
internal sealed class CheckpointTrust(List<VerificationCheck> checks, TrustFile? trust, ExternalCheckpoint? external)
{
    /// <summary>Checks a checkpoint and says who vouches for it.</summary>
    /// <param name="note">The checkpoint.</param>
    /// <param name="checkpoint">The same, read.</param>
    /// <param name="index">The leaf that matters.</param>
    /// <param name="shownKey">The key the proof shows; only good for a check of itself.</param>
    /// <param name="shown">Where that key is from.</param>
    public Attestation Check(SignedNote note, Checkpoint checkpoint, ulong index, NoteKey? shownKey,
        string shown = "with the key shown in the bundle (which is not trusted for that)")
    {
        if (shownKey is not null && !Signed("signature", note, checkpoint, [shownKey], shown))
            return Attestation.SelfAttested;
        if (trust is not null && !Signed("log key", note, checkpoint, trust.Logs, "with a log's key of the trust file"))
            return Attestation.SelfAttested;

        var attestation = Attestation.SelfAttested;
        SignedNote? other = null;
        if (external is not null)
        {
            if (!Connected(checkpoint, index, external, trust?.Logs ?? [shownKey!], out other))
                return Attestation.SelfAttested;
            attestation = Attestation.ExternalCheckpoint;
        }
        if (trust is { Quorum: > 0 })
            return Witnessed(note, other, trust) ? Attestation.Witnessed : Attestation.SelfAttested;
        return attestation;
    }

    private static List<string> Cosigners(SignedNote? note, TrustFile trust) =>
        note is null ? [] : [.. trust.Witnesses.Where(w => note.FindSignature(w) is not null).Select(w => w.Name)];

    private bool Connected(Checkpoint checkpoint, ulong index, ExternalCheckpoint given, IReadOnlyList<NoteKey> keys, out SignedNote? note)
    {
        const string name = "external checkpoint";
        Checkpoint other;
        note = null;
        try
        {
            note = SignedNote.Parse(given.Note);
            other = Checkpoint.Parse(note.Text);
        }
        catch (FormatException e)
        {
            return Add(name, false, e.Message);
        }
        if (other.Origin != checkpoint.Origin)
            return Add(name, false, $"it is of another log: {other.Origin}, not {checkpoint.Origin}");
        if (!Signed("external signature", note, other, keys, "on the external checkpoint"))
            return false;
        if (index >= other.Size)
            return Add(name, false, $"it is older than the leaf: size {other.Size}, leaf {index}");

        var (older, newer) = checkpoint.Size <= other.Size ? (checkpoint, other) : (other, checkpoint);
        if (older.Size != newer.Size && given.Consistency is null)
            return Add(name, false, $"its size is {other.Size}, the proof's {checkpoint.Size}: a consistency proof between them is needed");
        return MerkleProof.VerifyConsistency(older.Size, newer.Size, older.Root, newer.Root, given.Consistency ?? [])
            ? Add(name, true, $"size {other.Size}, of the same history")
            : Add(name, false,
                $"size {other.Size}, of another history than the proof's: the log was rewritten, or the consistency proof is wrong");
    }

    private bool Signed(string name, SignedNote note, Checkpoint checkpoint, IReadOnlyList<NoteKey> keys, string how)
    {
        try
        {
            // The key's name must be the origin, or one log could vouch for another.
            foreach (var key in keys.Where(k => k.Type == NoteKeyType.Ed25519 && k.Name == checkpoint.Origin))
            {
                if (note.FindSignature(key) is not null)
                    return Add(name, true, string.Create(CultureInfo.InvariantCulture, $"{key.Name} ({key.Id:x8}) {how}"));
            }
            return Add(name, false, $"the checkpoint of {checkpoint.Origin} is not signed {how}");
        }
        catch (FormatException e)
        {
            return Add(name, false, e.Message);
        }
    }

    private bool Witnessed(SignedNote note, SignedNote? other, TrustFile trusted)
    {
        const string name = "witnesses";
        try
        {
            var (here, there) = (Cosigners(note, trusted), Cosigners(other, trusted));
            var names = there.Count > here.Count ? there : here;
            return names.Count >= trusted.Quorum
                ? Add(name, true, $"{names.Count} of {trusted.Witnesses.Count} cosigned: {string.Join(", ", names)}")
                : Add(name, false,
                    $"{names.Count} of {trusted.Witnesses.Count} witnesses cosigned; the trust file asks for {trusted.Quorum}");
        }
        catch (FormatException e)
        {
            return Add(name, false, e.Message);
        }
    }

    private bool Add(string name, bool isOk, string text)
    {
        checks.Add(new VerificationCheck(name, isOk, text));
        return isOk;
    }
}
