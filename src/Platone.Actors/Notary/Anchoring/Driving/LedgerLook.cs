using Akka.Actor;
using Platone.Actors.Kernel.Processes;

namespace Platone.Actors.Notary.Anchoring.Driving;

/// <summary>Drives one ledger, one look after another; one in the cluster.</summary>
internal sealed class LedgerLook : PeriodicLook
{
    private readonly LedgerDriver _driver;

    /// <summary>A driver's pace.</summary>
    public LedgerLook(LedgerDriver driver, TimeSpan interval)
        : base(interval) => _driver = driver;

    /// <summary>How an actor system makes one.</summary>
    public static Props Props(LedgerDriver driver, TimeSpan interval) => Akka.Actor.Props.Create(() => new LedgerLook(driver, interval));

    /// <inheritdoc/>
    protected override Task LookAsync(CancellationToken stop) => _driver.LookAsync(stop);
}
