using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Participants;
using Platone.Host.Configuration;
using Platone.Host.Rest.Access;

namespace Platone.Host.Node;

/// <summary>
/// Makes sure that somebody can operate the platform: at the first start of all it admits the participant <c>operator</c> and issues it
/// one random key, which is shown once and kept in <c>operator.key</c> in the data folder (mode 0600).
/// </summary>
internal sealed class FirstOperator(IEntities entities, IJournalRows journal, TimeProvider clock, PlatoneOptions options)
{
    /// <summary>The participant.</summary>
    public static ParticipantId Operator { get; } = new("operator");

    // The first event of a participant is its admission: at this number no key was ever issued to it.
    private const long Admission = 1;
    private const int RowsAtOnce = 100;

    /// <summary>Does so where it was not done before. A crash at any point is mended by the next start.</summary>
    /// <returns>The key if it was issued now, else null.</returns>
    /// <exception cref="InvalidOperationException">The entity refused: the participant <c>operator</c> is something else.</exception>
    /// <exception cref="IOException">The key file cannot be read or written.</exception>
    public async Task<string?> EnsureAsync(CancellationToken cancellation)
    {
        var admitted = await SendAsync(new AdmitParticipant(Operator, "Operator", Role.Operator, clock.GetUtcNow()), cancellation);
        if (admitted > Admission)
            return null;

        // The file comes before the event: a key in the journal that nobody has would lock everybody out.
        var file = options.OperatorKeyFile;
        var isOld = File.Exists(file);
        var key = isOld ? (await File.ReadAllTextAsync(file, cancellation)).Trim() : ApiKey.New();
        if (!isOld)
            SecretFile.Create(file, key);
        var hash = ApiKey.Hash(key);
        await SendAsync(new IssueApiKey(Operator, hash, clock.GetUtcNow()), cancellation);
        if (await FirstKeyAsync(cancellation) == hash)
            return key;

        // Another node started at the same time and was first: one first key is enough.
        await SendAsync(new RevokeApiKey(Operator, hash, clock.GetUtcNow()), cancellation);
        File.Delete(file);
        return null;
    }

    // The number in a reply is that of the last event when it was sent, which may be another node's: only the order of the keys themselves
    // is the same to all.
    private async Task<string?> FirstKeyAsync(CancellationToken cancellation)
    {
        for (long read = 0; ;)
        {
            var rows = await journal.StreamAsync($"{ParticipantCommand.EntityKind}-{Operator}", read, RowsAtOnce, cancellation);
            if (rows.Count == 0)
                return null;
            if (rows.Select(r => r.Event).OfType<ApiKeyIssued>().FirstOrDefault() is { } first)
                return first.KeyHash;
            read = rows[^1].Id.SequenceNr;
        }
    }

    private async Task<long> SendAsync(ParticipantCommand command, CancellationToken cancellation) => await entities.SendAsync(command, cancellation) switch
    {
        CommandReply.Done done => done.SequenceNr,
        CommandReply.Refused refused => throw new InvalidOperationException($"the first operator could not be set up: {refused.Problem}"),
        var other => throw new InvalidOperationException($"the first operator could not be set up: {other}"),
    };
}
