using System.Net;
using Platone.Actors.Kernel;
using Platone.Actors.Notary.Checkpoints;
using Platone.Actors.Notary.Log;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Witnessing;

/// <summary>
/// Has the newest checkpoint cosigned by every witness that has not yet. Nothing waits for it: a checkpoint is published as it is, and with
/// each cosignature once that is in. Whatever is lost between a witness's note and ours is asked for again, and given again.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="store">Takes the cosignatures.</param>
/// <param name="options">Which witnesses.</param>
/// <param name="client">Asks them.</param>
/// <param name="clock">The clock.</param>
/// <param name="warn">Told once when something begins to be wrong with a witness.</param>
internal sealed class CosignatureRound(LogStore log, CosignatureStore store, WitnessOptions options, WitnessClient client, TimeProvider clock,
    Action<string> warn)
{
    // The size it names, and once more if a checkpoint was sealed and cosigned meanwhile.
    private const int MostTries = 3;

    private readonly Dictionary<KnownWitness, (DateTimeOffset Next, TimeSpan Pause)> _pauses = [];

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        if (await log.LatestCheckpointAsync(cancellation).ConfigureAwait(false) is not { } checkpoint)
            return;
        var done = (await store.OfAsync(checkpoint.Size, cancellation).ConfigureAwait(false)).Select(c => c.Witness).ToHashSet();
        var now = clock.GetUtcNow();
        List<KnownWitness> due = [.. options.Known.Where(w => !done.Contains(w.Key.ToString())
            && !(_pauses.TryGetValue(w, out var pause) && now < pause.Next))];
        List<Task<bool>> asked = [.. due.Select(w => AskAsync(w, checkpoint, cancellation))];
        try
        {
            await Task.WhenAll(asked).ConfigureAwait(false);
        }
        finally
        {
            // Also where our own database failed with one of them: nobody is asked more often for that.
            Pause(due, asked);
        }
    }

    private void Pause(List<KnownWitness> due, List<Task<bool>> asked)
    {
        foreach (var (witness, answer) in due.Zip(asked))
        {
            if (answer is { IsCompletedSuccessfully: true, Result: true })
                _pauses.Remove(witness);
            else
            {
                var pause = _pauses.TryGetValue(witness, out var last) ? last.Pause * 2 : options.Interval;
                pause = pause < options.LongestPause ? pause : options.LongestPause;
                _pauses[witness] = (clock.GetUtcNow() + pause, pause);
            }
        }
    }

    private async Task<bool> AskAsync(KnownWitness witness, StoredCheckpoint checkpoint, CancellationToken cancellation)
    {
        var known = (await store.FindAsync(witness.Key, cancellation).ConfigureAwait(false))?.Size ?? 0;
        for (var left = MostTries; ; left--)
        {
            if (known > checkpoint.Size)
            {
                if (left > 0 && await log.LatestCheckpointAsync(cancellation).ConfigureAwait(false) is { } newer && newer.Size >= known)
                {
                    checkpoint = newer;
                    continue;
                }
                return await FailedAsync(witness, WitnessProblem.Contradiction,
                    $"it has cosigned {known} leaves, and the log's newest checkpoint has {checkpoint.Size}: the log was set back", cancellation)
                    .ConfigureAwait(false);
            }
            WitnessReply reply;
            try
            {
                var proof = known == 0 ? [] : await log.HashesAsync(MerkleProof.Consistency((ulong)known, (ulong)checkpoint.Size), cancellation)
                    .ConfigureAwait(false);
                reply = await client.AskAsync(witness, new AddCheckpointRequest((ulong)known, proof, checkpoint.Note), cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpRequestException or TimeoutException)
            {
                return await FailedAsync(witness, WitnessProblem.Unreachable, e.Message, cancellation).ConfigureAwait(false);
            }

            if (reply.Status == HttpStatusCode.OK)
            {
                if (Cosignature(witness.Key, checkpoint, reply.Body) is not { } signature)
                {
                    return await FailedAsync(witness, WitnessProblem.Refused, "it answered with no cosignature of its key that holds", cancellation)
                        .ConfigureAwait(false);
                }
                if (WitnessKey.TimeOf(signature) is null)
                {
                    return await FailedAsync(witness, WitnessProblem.Refused, "the time of its cosignature is none: seconds since 1970 are wanted",
                        cancellation).ConfigureAwait(false);
                }
                await store.AddAsync(checkpoint.Size, witness.Key, signature, clock.GetUtcNow(), cancellation).ConfigureAwait(false);
                return true;
            }
            if (reply.CosignedSize is { } size && size != known && left > 1)
            {
                known = size;
                continue;
            }
            return await FailedAsync(witness, reply switch
            {
                { CosignedSize: { } same } when same == known && known == checkpoint.Size => WitnessProblem.Contradiction,
                { Status: HttpStatusCode.UnprocessableEntity } => WitnessProblem.Contradiction,
                _ => WitnessProblem.Refused,
            }, reply switch
            {
                { CosignedSize: { } same } when same == known && known == checkpoint.Size =>
                    $"it has cosigned another root of {known} leaves: the log has two histories",
                { Status: HttpStatusCode.UnprocessableEntity } =>
                    $"what it cosigned at {known} leaves is not what the log has there: the log was rewritten",
                _ => $"{(int)reply.Status}: {reply.Body.Trim()}",
            }, cancellation).ConfigureAwait(false);
        }
    }

    private static NoteSignature? Cosignature(NoteKey key, StoredCheckpoint checkpoint, string lines)
    {
        try
        {
            return SignedNote.Parse(checkpoint.Note + lines).FindSignature(key);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private async Task<bool> FailedAsync(KnownWitness witness, WitnessProblem kind, string problem, CancellationToken cancellation)
    {
        var before = (await store.FindAsync(witness.Key, cancellation).ConfigureAwait(false))?.Problem ?? WitnessProblem.None;
        // Whatever another machine says goes to a log and a page.
        problem = OneLine.Short(problem);
        await store.FailedAsync(witness.Key, kind, problem, clock.GetUtcNow(), cancellation).ConfigureAwait(false);
        if (before != kind)
            warn($"witness {witness.Key.Name}: {problem}");
        return false;
    }
}
