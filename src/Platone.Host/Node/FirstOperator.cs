using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Participants;
using Platone.Host.Configuration;
using Platone.Host.Rest.Access;

namespace Platone.Host.Node;

/// <summary>
/// Makes sure that somebody can operate the platform: at the first start of all it admits the participant <c>operator</c> and issues it
/// one random key, which is shown once and kept in <c>operator.key</c> in the data folder (mode 0600).
/// </summary>
internal sealed class FirstOperator(IEntities entities, TimeProvider clock, PlatoneOptions options)
{
    /// <summary>The participant.</summary>
    public static ParticipantId Operator { get; } = new("operator");

    // The first event of a participant is its admission: at this number no key was ever issued to it.
    private const long Admission = 1;

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
        if (await SendAsync(new IssueApiKey(Operator, hash, clock.GetUtcNow()), cancellation) <= Admission + 1)
            return key;

        // Another node started at the same time and was first: one first key is enough.
        await SendAsync(new RevokeApiKey(Operator, hash, clock.GetUtcNow()), cancellation);
        File.Delete(file);
        return null;
    }

    private async Task<long> SendAsync(ParticipantCommand command, CancellationToken cancellation) => await entities.SendAsync(command, cancellation) switch
    {
        CommandReply.Done done => done.SequenceNr,
        CommandReply.Refused refused => throw new InvalidOperationException($"the first operator could not be set up: {refused.Problem}"),
        var other => throw new InvalidOperationException($"the first operator could not be set up: {other}"),
    };
}
