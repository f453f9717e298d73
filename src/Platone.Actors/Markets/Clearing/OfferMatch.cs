namespace Platone.Actors.Markets.Clearing;

/// <summary>Whether an offer can be awarded to a request, or the first reason why not.</summary>
public enum OfferMatch
{
    /// <summary>It can.</summary>
    Matches = 0,

    /// <summary>It goes the other way.</summary>
    WrongDirection = 1,

    /// <summary>At least one of its PODs is outside the request's area.</summary>
    OutOfArea = 2,

    /// <summary>It has no power in an interval in which the request needs some.</summary>
    NotWhenNeeded = 3,

    /// <summary>Its price is over the request's cap.</summary>
    OverCap = 4,

    /// <summary>An alternative of it was awarded.</summary>
    AlternativeAwarded = 5,

    /// <summary>What is left of it is nothing, or less than its minimum activation.</summary>
    NothingLeft = 6,
}
