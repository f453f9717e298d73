using System.Collections.Immutable;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Metering.Pods;

/// <summary>What of a POD's flexibility is promised to whom. Immutable; compares by content.</summary>
internal sealed class Reservations : IEquatable<Reservations>
{
    private readonly ImmutableSortedDictionary<ReservationId, Reservation> _all;

    private Reservations(ImmutableSortedDictionary<ReservationId, Reservation> all) => _all = all;

    /// <summary>None.</summary>
    public static Reservations Empty { get; } = new(ImmutableSortedDictionary<ReservationId, Reservation>.Empty);

    /// <summary>All of them, by id.</summary>
    public IEnumerable<Reservation> All => _all.Values;

    /// <summary>How many there are.</summary>
    public int Count => _all.Count;

    /// <summary>What is reserved for an award; null if nothing is.</summary>
    public Reservation? Find(ReservationId id) => _all.GetValueOrDefault(id);

    /// <summary>What in a reservation cannot be; null if nothing.</summary>
    public static Problem? ProblemOf(Reservation reservation)
    {
        if (!Enum.IsDefined(reservation.Direction))
            return new Problem("bad-direction", $"{(int)reservation.Direction} is no direction", "direction", ProblemKind.Invalid);
        if (Schedules.ProblemOf(reservation.First, reservation.Power) is { } problem)
            return problem;
        for (var i = 0; i < reservation.Power.Count; i++)
        {
            if (reservation.Power[i] < 0)
                return new Problem("bad-power", $"{reservation.Power[i]} W is less than 0", $"power[{i}]", ProblemKind.Invalid);
        }
        return null;
    }

    /// <summary>
    /// The refusal of a reservation with which those of its direction would add up to more than the connection power in a quarter hour;
    /// null if there is room. What is reserved for the same award does not count, for it is replaced.
    /// </summary>
    /// <param name="reservation">The new one.</param>
    /// <param name="connectionW">W.</param>
    public Problem? Overbooking(Reservation reservation, long connectionW)
    {
        var others = _all.Values.Where(r => r.Id != reservation.Id && r.Direction == reservation.Direction).ToList();
        for (var i = 0; i < reservation.Power.Count; i++)
        {
            var (quarterHour, wanted) = (new QuarterHour(reservation.First.Index + i), reservation.Power[i]);
            var taken = wanted == 0 ? 0 : others.Sum(r => In(r, quarterHour));
            if (wanted > connectionW - taken)
            {
                return new Problem("capacity-reserved", $"in the quarter hour {quarterHour} {taken} W are reserved already, "
                    + $"and {wanted} W more would exceed the connection's {connectionW} W", $"power[{i}]");
            }
        }
        return null;
    }

    /// <summary>With a reservation in place of the one of its award; without it if it has no power.</summary>
    public Reservations With(Reservation reservation) =>
        new(reservation.Power.IsZero ? _all.Remove(reservation.Id) : _all.SetItem(reservation.Id, reservation));

    /// <summary>Without those that ended by an instant.</summary>
    public Reservations EndingAfter(DateTimeOffset instant)
    {
        var ended = _all.Values.Where(r => Schedules.End(r.First, r.Power) <= instant).Select(r => r.Id).ToList();
        return ended.Count == 0 ? this : new Reservations(_all.RemoveRange(ended));
    }

    /// <inheritdoc/>
    public bool Equals(Reservations? other) => other is not null && _all.Values.SequenceEqual(other._all.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Reservations);

    /// <inheritdoc/>
    public override int GetHashCode() => _all.Count;

    private static long In(Reservation reservation, QuarterHour quarterHour)
    {
        var i = quarterHour.Index - reservation.First.Index;
        return i >= 0 && i < reservation.Power.Count ? reservation.Power[(int)i] : 0;
    }
}
