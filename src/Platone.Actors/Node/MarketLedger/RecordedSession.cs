using System.Security.Cryptography;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Notary.Anchoring;

namespace Platone.Actors.Node.MarketLedger;

/// <summary>
/// What a session's own events say that goes to a ledger, with the hashes of what is stored of them. It is the same whenever it is read: what an
/// erasure takes out of an event is not part of it.
/// </summary>
/// <param name="id">The session.</param>
internal sealed class RecordedSession(MarketSessionId id)
{
    private const int EventsAtOnce = 2_000;

    private readonly Dictionary<RequestId, Hash256> _requests = [];
    private readonly Dictionary<OfferId, (Hash256 Event, uint Place)> _offers = [];
    private MarketSession _session = MarketSession.Empty(id);
    private (SessionCleared Event, Hash256 Stored)? _clearing;

    /// <summary>The session.</summary>
    public MarketSessionId Id => id;

    /// <summary>When it was opened; null if it never was.</summary>
    public DateTimeOffset? OpenedAt { get; private set; }

    /// <summary>The requests that stood when the gate closed, in the order of clearing; empty before.</summary>
    public IReadOnlyList<FlexibilityRequest> Requests { get; private set; } = [];

    /// <summary>
    /// The offers that stood when the gate closed, in the order of their arrival, with what earlier sessions awarded of each; empty before. One
    /// that has lost a POD to an erasure is among them: it gets no award, but when that was must not matter.
    /// </summary>
    public IReadOnlyList<PlacedOffer> Offers { get; private set; } = [];

    /// <summary>The session's rules and times; null before it was opened.</summary>
    public Markets.SessionTerms? Terms => _session.Terms;

    /// <summary>Whether the gate has closed.</summary>
    public bool IsGateClosed { get; private set; }

    /// <summary>The clearing that was published, and the hashes of the two events; null if none was.</summary>
    public (SessionCleared Clearing, Hash256 ClearingStored, Hash256 PublicationStored)? Publication { get; private set; }

    /// <summary>Hash of the event of each version of the settlement.</summary>
    public SortedDictionary<int, Hash256> Settlements { get; } = [];

    /// <summary>Reads a session from the journal.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="id">The session.</param>
    /// <param name="through">Its last event that counts.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<RecordedSession> ReadAsync(IJournalRows journal, MarketSessionId id, long through, CancellationToken cancellation)
    {
        var session = new RecordedSession(id);
        var stream = $"{MarketSessionCommand.EntityKind}-{id}";
        for (var after = 0L; after < through;)
        {
            var rows = await journal.StreamAsync(stream, after, EventsAtOnce, cancellation).ConfigureAwait(false);
            if (rows.Count == 0)
                break;
            foreach (var row in rows.TakeWhile(r => r.Id.SequenceNr <= through))
                session.Add((MarketSessionEvent)row.Event, row.Stored.Span);
            after = rows[^1].Id.SequenceNr;
        }
        return session;
    }

    /// <summary>Takes its next event.</summary>
    /// <param name="e">The event.</param>
    /// <param name="bytes">What is stored of it.</param>
    public void Add(MarketSessionEvent e, ReadOnlySpan<byte> bytes)
    {
        var stored = new Hash256(SHA256.HashData(bytes));
        switch (e)
        {
            case SessionOpened:
                OpenedAt = e.RecordedAt;
                break;
            case RequestPlaced placed:
                _requests[placed.Request.Id] = stored;
                break;
            case OfferPlaced placed:
                _offers[placed.Offer.Id] = (stored, 0);
                break;
            case OffersCarriedOver carried:
                foreach (var (place, offer) in carried.Offers.Index())
                    _offers[offer.Offer.Id] = (stored, (uint)place);
                break;
            case SessionCleared cleared:
                _clearing = (cleared, stored);
                break;
            case OutcomePublished published when _clearing is { Event: var clearing, Stored: var of } && clearing.Round == published.Round:
                Publication = (clearing, of, stored);
                break;
            case SettlementCalculated calculated:
                Settlements[calculated.Settlement.Version] = stored;
                break;
        }
        // What comes later changes nothing of what stood when the gate closed.
        if (IsGateClosed)
            return;
        _session = _session.Apply(e);
        if (e is GateClosed)
            Close();
    }

    /// <summary>Hash of what is stored of a request.</summary>
    public Hash256 StoredOf(RequestId request) => _requests[request];

    /// <summary>Hash of what is stored of an offer's event, and its place in that event.</summary>
    public (Hash256 Event, uint Place) StoredOf(OfferId offer) => _offers[offer];

    private void Close()
    {
        IsGateClosed = true;
        var closed = _session.Terms!.GateClosesAt;
        Requests = [.. _session.Requests.Values.Where(r => !r.IsWithdrawn && r.Request.ExpiresAt > closed).OrderBy(r => r.Arrival).Select(r => r.Request)
            .OrderBy(r => r.IsDso ? 0 : 1).ThenBy(r => r.Priority)];
        Offers = [.. _session.Offers.Values.Where(o => !o.IsWithdrawn && o.Offer.ExpiresAt > closed).OrderBy(o => o.Arrival)];
    }
}
