using Platone.Actors.Scd.Markets.Activations;
using Platone.Actors.Scd.Markets.Baselines;
using Platone.Actors.Scd.Markets.Delivery;
using Platone.Actors.Scd.Markets.Disputes;
using Platone.Actors.Scd.Markets.Notices;
using Platone.Actors.Scd.Markets.Offers;
using Platone.Actors.Scd.Markets.Outcomes;
using Platone.Actors.Scd.Markets.Reliability;
using Platone.Actors.Scd.Markets.Requests;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Actors.Scd.Markets.Settlement;
using Platone.Actors.Scd.Markets.Tokens;

namespace Platone.Actors.Scd.Markets;

/// <summary>
/// The market as it is read: by REST, pages and the processes. Comes from the journal by projections, as the rest of the SCD.
/// <c>visibleTo</c> narrows a listing to what a participant may see: requests of its own, offers of its own, awards it is a party of,
/// its own statements and notices; null shows all.
/// </summary>
public interface IMarketScd : ISessionScd, IRequestScd, IOfferScd, IOutcomeScd, IActivationScd, IDeliveryScd,
    ISettlementScd, IDisputeScd, IBaselineScd, IReliabilityScd, ITokenScd, INoticeScd;
