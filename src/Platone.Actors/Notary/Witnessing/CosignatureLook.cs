using Akka.Actor;
using Platone.Actors.Kernel.Processes;

namespace Platone.Actors.Notary.Witnessing;

/// <summary>Has checkpoints cosigned, one look after another; one in the cluster.</summary>
internal sealed class CosignatureLook : PeriodicLook
{
    private readonly CosignatureRound _round;

    /// <summary>The pace of a round.</summary>
    public CosignatureLook(CosignatureRound round, TimeSpan interval)
        : base(interval) => _round = round;

    /// <summary>How an actor system makes one.</summary>
    public static Props Props(CosignatureRound round, TimeSpan interval) => Akka.Actor.Props.Create(() => new CosignatureLook(round, interval));

    /// <inheritdoc/>
    protected override Task LookAsync(CancellationToken stop) => _round.LookAsync(stop);
}
