using Platone.Actors.Serialization.Messages;

namespace Platone.Actors.Participants;

/// <summary>What nodes say to each other about a participant.</summary>
public static class ParticipantMessages
{
    /// <summary>The table.</summary>
    public static MessageTable Table { get; } = MessageTable.For("participant")
        .Add<AdmitParticipant>("admit-participant")
        .Add<IssueApiKey>("issue-api-key")
        .Add<RevokeApiKey>("revoke-api-key")
        .Add<SuspendParticipant>("suspend-participant")
        .Add<ReinstateParticipant>("reinstate-participant")
        .Build();
}
