using CsCheck;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants;
using Platone.Actors.Tests.Serialization;

namespace Platone.Actors.Tests.Participants;

public sealed class ParticipantTests
{
    private static readonly ParticipantId Id = new("dso-terni");
    private static readonly DateTimeOffset At = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly string Hash = new('a', 64);

    private static Participant Admitted => After(Participant.Empty(Id), new AdmitParticipant(Id, "ASM Terni", Role.Dso, At));

    private static Participant After(Participant participant, params ParticipantCommand[] commands) =>
        commands.Aggregate(participant, (p, c) => p.Decide(c).Events.Aggregate(p, (s, e) => s.Apply(e)));

    [Fact]
    public void Beyond_a_hundred_keys_one_is_revoked_before_another_is_issued()
    {
        var full = Enumerable.Range(0, Participant.MostKeys).Aggregate(Admitted, (p, i) => p.Apply(new ApiKeyIssued(Id, i.ToString("x64"), At)));
        var another = new IssueApiKey(Id, new string('f', 64), At);
        Assert.Equal("too-many-keys", full.Decide(another).Problem?.Code);
        Assert.True(full.Decide(new IssueApiKey(Id, 0.ToString("x64"), At)).IsAlreadyDone);
        Assert.Single(full.Apply(new ApiKeyRevoked(Id, 0.ToString("x64"), At)).Decide(another).Events);
    }

    [Fact]
    public void An_admission_again_has_no_effect_and_another_is_a_conflict()
    {
        Assert.True(Admitted.Decide(new AdmitParticipant(Id, "ASM Terni", Role.Dso, At.AddDays(1))).IsAlreadyDone);
        Assert.Equal(ProblemKind.Conflict, Admitted.Decide(new AdmitParticipant(Id, "ASM Terni", Role.Tso, At)).Problem?.Kind);
        Assert.Equal("name", Participant.Empty(Id).Decide(new AdmitParticipant(Id, " ", Role.Dso, At)).Problem?.Field);
        Assert.Equal("role", Participant.Empty(Id).Decide(new AdmitParticipant(Id, "x", (Role)99, At)).Problem?.Field);
        Assert.Equal(ProblemKind.NotFound, Participant.Empty(Id).Decide(new IssueApiKey(Id, Hash, At)).Problem?.Kind);
    }

    [Fact]
    public void A_revoked_key_never_comes_back()
    {
        var (issue, revoke) = (new IssueApiKey(Id, Hash, At), new RevokeApiKey(Id, Hash, At));
        Assert.Equal(ProblemKind.NotFound, Admitted.Decide(revoke).Problem?.Kind);
        var participant = After(Admitted, issue);
        Sequence.Equal([Hash], participant.ApiKeys);
        Assert.True(participant.Decide(issue).IsAlreadyDone);
        participant = After(participant, revoke);
        Assert.Empty(participant.ApiKeys);
        Assert.True(participant.Decide(revoke).IsAlreadyDone);
        Assert.True(participant.Decide(issue).IsAlreadyDone);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("gaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void What_is_no_hash_is_refused_by_field(string hash)
    {
        Assert.Equal("keyHash", Admitted.Decide(new IssueApiKey(Id, hash, At)).Problem?.Field);
        Assert.Equal("keyHash", Admitted.Decide(new RevokeApiKey(Id, hash, At)).Problem?.Field);
    }

    [Fact]
    public void Suspension_and_reinstatement_are_repeatable()
    {
        Assert.True(Admitted.Decide(new ReinstateParticipant(Id, At)).IsAlreadyDone);
        Assert.Equal("reason", Admitted.Decide(new SuspendParticipant(Id, "", At)).Problem?.Field);
        var suspended = After(Admitted, new SuspendParticipant(Id, "unpaid", At));
        Assert.True(suspended.IsSuspended);
        Assert.True(suspended.Decide(new SuspendParticipant(Id, "still unpaid", At)).IsAlreadyDone);
        Assert.False(After(suspended, new ReinstateParticipant(Id, At)).IsSuspended);
    }

    [Fact]
    public void Commands_are_idempotent_and_states_come_back_from_events_and_snapshots() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 3]).Array[1, 30].Sample(steps =>
            AggregateLaws.Hold<Participant, ParticipantCommand, ParticipantEvent>(
            Participant.Empty(Id), steps.Select((s, i) => Command(s, At.AddTicks(i * 1234567L)))));

    private static ParticipantCommand Command((int Kind, int Which) s, DateTimeOffset at)
    {
        var hash = new string((char)('a' + s.Which), 64);
        return s.Kind switch
        {
            0 or 1 => new AdmitParticipant(Id, "Näme", Role.Aggregator, at),
            2 or 3 => new IssueApiKey(Id, hash, at),
            4 => new RevokeApiKey(Id, hash, at),
            5 => new SuspendParticipant(Id, $"reason {s.Which}", at),
            _ => new ReinstateParticipant(Id, at),
        };
    }
}
