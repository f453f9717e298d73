using System.Text;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Notary;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Participants;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Log;
using Platone.Host.Rest.Problems;
using EventId = Platone.Actors.Kernel.Identity.EventId;

namespace Platone.Host.Pages.Overview;

/// <summary>
/// Watches the log for one viewer: with every new seal it makes the proof bundle of the newest event under it that the viewer may see,
/// and verifies it as anyone outside would.
/// </summary>
internal sealed class ProofWatch(INotary notary, IJournalTail journal, LogAccess access)
{
    // How far back an event is looked for that the viewer may see and that was not erased.
    private const int Reach = 50;

    private Seal? _seal;
    private CheckedProof? _proof;

    /// <summary>The log as it is now.</summary>
    public async Task<LogData> ReadAsync(Caller caller, CancellationToken cancellation)
    {
        var (size, _) = await notary.HeadAsync(cancellation);
        if ((await notary.SealsAsync(_seal?.TreeSize ?? 0, cancellation)).LastOrDefault() is { } seal)
        {
            _proof = await CheckAsync(caller, seal, cancellation) ?? _proof;
            _seal = seal;
        }
        return new LogData(size, _seal, _proof);
    }

    private async Task<CheckedProof?> CheckAsync(Caller caller, Seal seal, CancellationToken cancellation)
    {
        var newest = await journal.ReadAsync(Math.Max(0, seal.ThroughOrdering - Reach), Reach, cancellation);
        foreach (var id in newest.Where(e => e.Ordering <= seal.ThroughOrdering).Reverse().Select(e => e.Id)
            .Append(new EventId($"{ParticipantCommand.EntityKind}-{caller.Id}", 1)))
        {
            try
            {
                if (await BundleAsync(caller, id, cancellation) is not { } bundle)
                    continue;
                var result = BundleVerifier.Verify(bundle);
                return new CheckedProof(id, result.Proven?.LeafIndex ?? 0, result.Proven?.TreeSize ?? 0, result.IsValid, result.Summary,
                    Encoding.UTF8.GetByteCount(bundle));
            }
            catch (LogCorruptException e)
            {
                // What a proof is for: nobody may miss it.
                return new CheckedProof(id, 0, 0, false, e.Message, 0);
            }
        }
        return null;
    }

    private async Task<string?> BundleAsync(Caller caller, EventId id, CancellationToken cancellation)
    {
        try
        {
            return await notary.BundleAsync(id, await access.UnitsAsync(caller, id, null, cancellation), cancellation);
        }
        catch (ProblemException)
        {
            return null;   // not this viewer's
        }
        catch (ErasedSubjectException)
        {
            return null;   // its leaf is there, its content is not
        }
    }
}
