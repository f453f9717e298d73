using System.Globalization;
using System.Net;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Notary.Checkpoints;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Witnessing;

/// <summary>What a witness answers.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body; of a cosignature its signature line.</param>
/// <param name="ContentType">Its media type.</param>
public sealed record WitnessAnswer(HttpStatusCode Status, string Body, string ContentType = "text/plain; charset=utf-8");

/// <summary>
/// A witness of logs (C2SP tlog-witness): it cosigns a checkpoint only if that extends the one it cosigned before, and has noted durably
/// that it does before anybody sees the cosignature. So it never vouches for two histories of a log, whatever becomes of its process; as
/// long as its files are what they were: an older copy of them must never be put back.
/// </summary>
public sealed class Witness
{
    private const string SizeType = "text/x.tlog.size";

    private readonly WitnessStore _store;
    private readonly WitnessKey _key;
    private readonly IReadOnlyList<NoteKey> _logs;
    private readonly TimeProvider _clock;

    private Witness(WitnessStore store, WitnessKey key, IReadOnlyList<NoteKey> logs, TimeProvider clock) =>
        (_store, _key, _logs, _clock) = (store, key, logs, clock);

    /// <summary>Its key as a C2SP vkey: what goes into trust files and the settings of logs.</summary>
    public string VerifierKey => _key.VerifierKey.ToString();

    /// <summary>Names of the logs it knows.</summary>
    public IReadOnlyList<string> Logs => [.. _logs.Select(l => l.Name).Distinct()];

    /// <summary>
    /// Opens the witness of a database; in an empty one a key is drawn. Key and state are in one file, so that whoever loses the state
    /// loses the key with it, and no key can be made to vouch twice.
    /// </summary>
    /// <param name="state">The database.</param>
    /// <param name="master">Its key is sealed under it.</param>
    /// <param name="name">The witness's name, for a new key; null takes the name there is.</param>
    /// <param name="logs">vkeys of the logs it cosigns for.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="FormatException">
    /// A vkey or the name is none, the witness is known by another name, or there is none yet and no name is given.
    /// </exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The master key is another.</exception>
    public static async Task<Witness> OpenAsync(Database state, MasterKey master, string? name, IEnumerable<string> logs, TimeProvider clock,
        CancellationToken cancellation)
    {
        List<NoteKey> keys = [.. logs.Select(NoteKey.Parse)];
        if (keys.FirstOrDefault(k => k.Type != NoteKeyType.Ed25519) is { } other)
            throw new FormatException($"the key {other.Name} is of a witness (type 0x{(byte)other.Type:x2}); a log's is wanted (0x01)");
        var store = new WitnessStore(state);
        var key = await store.KeyAsync(master, name, cancellation).ConfigureAwait(false);
        return new Witness(store, key, keys, clock);
    }

    /// <summary>Answers <c>POST add-checkpoint</c>.</summary>
    /// <param name="body">The request's body.</param>
    /// <param name="cancellation">Ends it; then it is not known whether the checkpoint was noted, which does no harm.</param>
    public async Task<WitnessAnswer> AddCheckpointAsync(ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        AddCheckpointRequest request;
        SignedNote note;
        Checkpoint checkpoint;
        try
        {
            request = AddCheckpointRequest.Parse(body.Span);
            note = SignedNote.Parse(request.Checkpoint);
            checkpoint = Checkpoint.Parse(note.Text);
        }
        catch (FormatException e)
        {
            return Refused(HttpStatusCode.BadRequest, e.Message);
        }
        List<NoteKey> keys = [.. _logs.Where(l => l.Name == checkpoint.Origin)];
        if (keys.Count == 0)
            return Refused(HttpStatusCode.NotFound, $"the log {checkpoint.Origin} is not known here");
        if (!IsSigned(note, keys))
            return Refused(HttpStatusCode.Forbidden, $"the checkpoint is not signed with a key that is known of {checkpoint.Origin}");
        if (request.OldSize > checkpoint.Size)
            return Refused(HttpStatusCode.BadRequest, $"the old size {request.OldSize} is larger than the checkpoint's, {checkpoint.Size}");
        if (checkpoint.Size > long.MaxValue)
            return Refused(HttpStatusCode.BadRequest, $"no log has {checkpoint.Size} leaves");

        var refusal = await _store.AdvanceAsync(checkpoint, request.Checkpoint, last => Check(request, checkpoint, last), _clock.GetUtcNow(), cancellation)
            .ConfigureAwait(false);
        return refusal ?? new WitnessAnswer(HttpStatusCode.OK, _key.Cosign(note.Text, _clock.GetUtcNow()).ToLine());
    }

    // Null if the checkpoint extends what was cosigned last.
    private static WitnessAnswer? Check(AddCheckpointRequest request, Checkpoint checkpoint, CosignedHead? last)
    {
        var size = (ulong)(last?.Size ?? 0);
        if (request.OldSize != size || (last is not null && checkpoint.Size == size && !last.Root.AsSpan().SequenceEqual(checkpoint.Root)))
            return new WitnessAnswer(HttpStatusCode.Conflict, string.Create(CultureInfo.InvariantCulture, $"{size}\n"), SizeType);
        var extends = last is null
            ? request.Proof.Count == 0 && (checkpoint.Size > 0 || checkpoint.Root.AsSpan().SequenceEqual(MerkleHash.Empty))
            : size == 0 ? request.Proof.Count == 0
            : MerkleProof.VerifyConsistency(size, checkpoint.Size, last.Root, checkpoint.Root, request.Proof);
        return extends
            ? null
            : Refused(HttpStatusCode.UnprocessableEntity, $"it is not shown that size {checkpoint.Size} extends size {size}");
    }

    private static bool IsSigned(SignedNote note, IReadOnlyList<NoteKey> keys)
    {
        try
        {
            return keys.Any(k => note.FindSignature(k) is not null);
        }
        catch (FormatException)
        {
            return false;   // a line in the log's name that is wrong spoils the note
        }
    }

    // Who asks need not sign in, and what is wrong with a request is said with parts of it, to him and to a log.
    private static WitnessAnswer Refused(HttpStatusCode status, string why) => new(status, OneLine.Short(why) + "\n");
}
