namespace Platone.Actors.Notary;

/// <summary>Whose a unit of an event is, for those who decide to whom it may be shown.</summary>
/// <param name="Part">Where it stands in the event.</param>
/// <param name="Subject">The persistence id of the POD or entity whose key salts it.</param>
public readonly record struct UnitOwner(UnitPart Part, string Subject);

/// <summary>The parts of an event, in the order their units are numbered.</summary>
public enum UnitPart
{
    /// <summary>In the clear.</summary>
    Open,

    /// <summary>Sealed, about the event's own subject.</summary>
    Personal,

    /// <summary>Sealed, about one of its members.</summary>
    Member,
}
