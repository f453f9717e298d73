using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Batteries;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Batteries;

/// <summary>Batteries with their last reported state.</summary>
internal sealed class BatteriesProjection() : Projection("batteries", ["battery"],
    typeof(BatteryCommissioned), typeof(StateReported), typeof(BatteryRetired), typeof(PodErased))
{
    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var erasures = await Erasures.ReadAsync(connection, Name, entries, cancellation).ConfigureAwait(false);
        var batteries = await TouchedRows<string, BatteryRecord>.ReadAsync(
            entries.Select(e => e.Event).OfType<BatteryEvent>().Select(e => e.Id.Value),
            some => connection.GetTable<BatteryRecord>().Where(b => some.Contains(b.Battery)).ToListAsync(cancellation),
            b => b.Battery).ConfigureAwait(false);

        foreach (var entry in entries)
        {
            switch (entry.Event)
            {
                case BatteryCommissioned e when !erasures.Contains(e.Pod):
                    batteries.Put(e.Id.Value, Record(e, entry.Ordering));
                    break;
                case StateReported { State: { } state } e when !erasures.Contains(e.Pod):
                    batteries.Change(e.Id.Value, b => b with
                    {
                        TimeUs = state.Time.Us(),
                        StateOfChargePermille = state.StateOfChargePermille,
                        ActivePowerW = state.ActivePowerW,
                        Ordering = entry.Ordering,
                    });
                    break;
                case BatteryRetired e:
                    batteries.Change(e.Id.Value, b => b with { RetiredAtUs = e.RecordedAt.Us() });
                    break;
                case BatteryCommissioned or StateReported or PodErased:
                    break;
                default:
                    throw new UnknownEventException(Name, entry.Event);
            }
        }

        await batteries.WriteAsync(connection, cancellation).ConfigureAwait(false);
        await erasures.WriteAsync(connection, ["battery"], cancellation).ConfigureAwait(false);
    }

    private static BatteryRecord Record(BatteryCommissioned e, long ordering) => new()
    {
        Battery = e.Id.Value,
        Pod = e.Pod.ToString(),
        CapacityWh = e.Rating.CapacityWh,
        ChargeW = e.Rating.ChargeW,
        DischargeW = e.Rating.DischargeW,
        Ordering = ordering,
    };
}
