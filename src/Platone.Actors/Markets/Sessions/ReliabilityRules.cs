using System.Collections.Immutable;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Reliability;
using static Platone.Actors.Markets.Refusal;

namespace Platone.Actors.Markets.Sessions;

/// <summary>What the reliabilities must be that a session clears with.</summary>
internal static class ReliabilityRules
{
    /// <summary>Why they may not be fixed; null if they may.</summary>
    /// <param name="placed">The session's offers.</param>
    /// <param name="figures">The figures.</param>
    public static Problem? Check(ImmutableSortedDictionary<OfferId, PlacedOffer> placed, ValueList<OfferReliability> figures)
    {
        for (var i = 0; i < figures.Count; i++)
        {
            var (figure, field) = (figures[i], $"offers[{i}]");
            if (i > 0 && figures[i - 1].Offer.CompareTo(figure.Offer) >= 0)
                return Invalid("offer-order", $"offer {figure.Offer} is named twice, or out of order", field);
            if (!placed.TryGetValue(figure.Offer, out var offer))
                return new Problem("unknown-offer", $"the session has no offer {figure.Offer}", field, ProblemKind.NotFound);
            var source = new OfferSource(figure.Offer, offer.Offer.Portfolio, offer.Offer.Reliability);
            if (figure.Orders < 0 || figure.Delivered < 0 || figure.Delivered > figure.Orders
                || OfferReliability.Of(source, figure.Orders, figure.Delivered) != figure)
                return Invalid("reliability", $"{figure} is not what its parts come to", field);
        }
        return null;
    }
}
