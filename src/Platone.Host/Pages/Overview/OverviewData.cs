using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Scd.Markets.Activations;
using Platone.Actors.Scd.Markets.Notices;
using Platone.Actors.Scd.Markets.Outcomes;
using Platone.Actors.Scd.Markets.Requests;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Actors.Scd.Markets.Settlement;
using Platone.Actors.Scd.Metering.Pods;
using EventId = Platone.Actors.Kernel.Identity.EventId;

namespace Platone.Host.Pages.Overview;

/// <summary>What the overview shows at one time, as far as its viewer may see it.</summary>
/// <param name="Now">The market's time, UTC.</param>
/// <param name="Session">The session looked at; null if there is none.</param>
/// <param name="Sessions">Sessions to choose from, those of the latest delivery first.</param>
/// <param name="Pods">The first PODs in the order of their pseudonyms.</param>
/// <param name="HasMorePods">Whether there are more.</param>
/// <param name="Readings">How many readings are recorded.</param>
/// <param name="Notices">What participants were told, the latest first.</param>
/// <param name="Log">The log.</param>
public sealed record OverviewData(DateTimeOffset Now, SessionData? Session, IReadOnlyList<SessionRow> Sessions, IReadOnlyList<PodLine> Pods,
    bool HasMorePods, long Readings, IReadOnlyList<NoticeRow> Notices, LogData Log);

/// <summary>A session.</summary>
/// <param name="Row">The session.</param>
/// <param name="IsWhole">Whether its figures are those of all participants, not only of the viewer.</param>
/// <param name="Power">One for each of its intervals.</param>
/// <param name="Totals">Energy and money.</param>
/// <param name="Requests">Requests with what they got, in the order of their arrival.</param>
/// <param name="Statements">Statements of the last version of its settlement.</param>
public sealed record SessionData(SessionRow Row, bool IsWhole, IReadOnlyList<SessionPowerRow> Power, SessionTotals Totals,
    IReadOnlyList<RequestLine> Requests, IReadOnlyList<StatementRow> Statements)
{
    /// <summary>The zone of its area.</summary>
    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(Row.Terms.TimeZone);
}

/// <summary>A session in sums.</summary>
/// <param name="AskedJoules">Asked for by requests, J.</param>
/// <param name="AwardedJoules">Awarded, J.</param>
/// <param name="ActivatedJoules">Called for, J.</param>
/// <param name="DeliveredJoules">Delivered, J: as settled, or as metered so far; null if nothing is known yet.</param>
/// <param name="IsSettled">Whether the delivered energy is that of a settlement.</param>
/// <param name="Paid">What requesters pay for flexibility; of one participant, what it receives; null until settled.</param>
public sealed record SessionTotals(decimal AskedJoules, decimal AwardedJoules, decimal ActivatedJoules, decimal? DeliveredJoules, bool IsSettled, Money? Paid);

/// <summary>A POD and what it does.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="BaselineW">Its baseline now, W; null if none is set.</param>
/// <param name="SetPoint">The set point in force, else the last before, else the next; null if the session has none for it.</param>
/// <param name="MeteredW">Power of its newest reading, W; null if there is none.</param>
/// <param name="MeteredAt">When that was measured.</param>
public sealed record PodLine(PodRow Pod, long? BaselineW, SetPointRow? SetPoint, int? MeteredW, DateTimeOffset? MeteredAt);

/// <summary>A request and what it got.</summary>
/// <param name="Request">Its name.</param>
/// <param name="IsDso">Whether it is the DSO's.</param>
/// <param name="Direction">Which way.</param>
/// <param name="Placed">The request itself; null if the viewer sees only what was published of it.</param>
/// <param name="AskedJoules">Energy asked for, J.</param>
/// <param name="Outcome">What it got; null until published.</param>
public sealed record RequestLine(RequestId Request, bool IsDso, Direction Direction, RequestRow? Placed, long AskedJoules, OutcomeRow? Outcome);

/// <summary>The log.</summary>
/// <param name="Size">How many leaves there are, sealed or not.</param>
/// <param name="Seal">The newest signed checkpoint; null if nothing is sealed yet.</param>
/// <param name="Proof">The last proof that was checked; null if there was nothing to check.</param>
public sealed record LogData(long Size, Actors.Notary.Seal? Seal, CheckedProof? Proof);

/// <summary>A proof bundle that was made and verified.</summary>
/// <param name="Event">Of which event.</param>
/// <param name="LeafIndex">Its leaf.</param>
/// <param name="TreeSize">Size of the checkpoint's tree it was proven in.</param>
/// <param name="IsValid">Whether every check holds.</param>
/// <param name="Summary">The result in one line.</param>
/// <param name="Bytes">Size of the bundle.</param>
public sealed record CheckedProof(EventId Event, ulong LeafIndex, ulong TreeSize, bool IsValid, string Summary, int Bytes);
