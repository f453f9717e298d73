using Platone.Actors.Audit.Reports;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Notary.Checkpoints;
using Platone.Actors.Notary.Log;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Audit.Reading;

/// <summary>Who vouches for a checkpoint: the log's own key, the trust file's, a checkpoint from elsewhere.</summary>
/// <param name="store">The log.</param>
/// <param name="keys">Its key.</param>
/// <param name="checkpoint">The checkpoint.</param>
/// <param name="findings">Takes what does not hold.</param>
internal sealed class CheckpointCheck(LogStore store, LogKeyStore keys, StoredCheckpoint checkpoint, FindingList findings)
{
    private readonly List<VerificationCheck> _checks = [];

    /// <summary>Checks it.</summary>
    /// <param name="request">Whom to trust.</param>
    /// <param name="lastLeaf">The last leaf that was used: a checkpoint from elsewhere must cover it.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<(string Origin, Attestation Attestation, string Text)> CheckAsync(AuditRequest request, long lastLeaf,
        CancellationToken cancellation)
    {
        var (origin, attestation) = ("", Attestation.SelfAttested);
        try
        {
            var note = SignedNote.Parse(checkpoint.Note);
            var signed = Checkpoint.Parse(note.Text);
            origin = signed.Origin;
            if (signed.Size != (ulong)checkpoint.Size || !signed.Root.AsSpan().SequenceEqual(checkpoint.Root))
                _checks.Add(new VerificationCheck("checkpoint", false, $"what is signed is not what is stored for size {checkpoint.Size}"));
            var key = await keys.FindAsync(cancellation).ConfigureAwait(false);
            if (key is null)
                _checks.Add(new VerificationCheck("signature", false, "the log has no key"));
            else
            {
                attestation = new CheckpointTrust(_checks, request.Trust, await ExternalAsync(request.Checkpoint, signed, cancellation)
                    .ConfigureAwait(false))
                    .Check(note, signed, (ulong)lastLeaf, key.VerifierKey, "with the log's own key");
            }
        }
        catch (FormatException e)
        {
            _checks.Add(new VerificationCheck("checkpoint", false, e.Message));
        }
        foreach (var check in _checks.Where(c => !c.IsOk))
            findings.Add(new AuditFinding(AuditCheck.Checkpoint, null, null, check.Name, $"the checkpoint of {checkpoint.Size} leaves",
                check.Text));
        return (origin, attestation, $"{checkpoint.Size} leaves; {string.Join("; ", _checks.Select(c => $"{c.Name}: {c.Text}"))}");
    }

    // The consistency proof between the two is made from the log's own tiles: wrong ones do not verify.
    private async Task<ExternalCheckpoint?> ExternalAsync(string? given, Checkpoint signed, CancellationToken cancellation)
    {
        if (given is null)
            return null;
        var size = Checkpoint.Parse(SignedNote.Parse(given).Text).Size;
        var (small, large) = (Math.Min(size, signed.Size), Math.Max(size, signed.Size));
        if (small == large)
            return new ExternalCheckpoint(given);
        var head = await store.HeadAsync(cancellation).ConfigureAwait(false);
        if (large > (ulong)head.Size)
        {
            _checks.Add(new VerificationCheck("external checkpoint", false,
                $"its size is {size}; the log has only {head.Size} leaves: it was set back"));
            return new ExternalCheckpoint(given);
        }
        try
        {
            return new ExternalCheckpoint(given, await store.HashesAsync(MerkleProof.Consistency(small, large), cancellation)
                .ConfigureAwait(false));
        }
        catch (Notary.LogCorruptException e)
        {
            _checks.Add(new VerificationCheck("external checkpoint", false, e.Message));
            return new ExternalCheckpoint(given);
        }
    }
}
