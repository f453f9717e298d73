using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants.OperatorJournals;
using Platone.Host.Pbm.Cmd;
using Platone.Host.Pbm.Palettes;

namespace Platone.Host.Pbm;

/// <summary>Records what operators do in the operator journal, before it is done.</summary>
internal sealed class OperatorRecorder
{
    private readonly IEntities _entities;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopped = new();

    /// <summary>A recorder.</summary>
    /// <param name="entities">The way to the journal.</param>
    /// <param name="system">It ends with the actor system.</param>
    /// <param name="timeout">How long an action may wait to be recorded.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="log">The node's log.</param>
    public OperatorRecorder(IEntities entities, ActorSystem system, TimeSpan timeout, TimeProvider clock, ILogger log)
    {
        (_entities, _timeout, _clock, _log) = (entities, timeout, clock, log);
        system.RegisterOnTermination(_stopped.Cancel);
    }

    /// <summary>
    /// Records an action; returns when the journal has confirmed it. One on the cluster's members waits no longer than the time-out, since
    /// it may be the very thing that makes the journal's shard reachable again: it is in the node's log, and recorded as soon as
    /// that can be.
    /// </summary>
    /// <exception cref="NotRecordedException">It could not be recorded.</exception>
    public async Task RecordAsync(OperatorAction action, CancellationToken cancellation)
    {
        var command = new RecordOperatorAction(
            new OperatorActionId(Pseudonym.New()), ParticipantId.Parse(action.Who), action.Command, action.Node, action.At);
        _log.LogWarning("operator {Who} does: {Command}", action.Who, action.Command);
        var recording = _entities.SendAsync(command, _stopped.Token);
        try
        {
            Check(await recording.WaitAsync(_timeout, _clock, cancellation));
        }
        catch (TimeoutException)
        {
            if (action.Palette != ClusterPalette.Palette.ModuleName)
            {
                throw new NotRecordedException(
                    $"the operator journal gave no answer within {_timeout.TotalSeconds:0.#} s; it may be recorded as tried");
            }

            _log.LogWarning("operator {Who} does, not recorded yet: {Command}", action.Who, action.Command);
            _ = RecordLaterAsync(recording, action);
        }
    }

    private async Task RecordLaterAsync(Task<CommandReply> recording, OperatorAction action)
    {
        try
        {
            Check(await recording);
        }
        catch (Exception e)
        {
            // The node ends, or the journal refuses: the log is what remains of it.
            _log.LogError(e, "what operator {Who} did is not recorded: {Command}", action.Who, action.Command);
        }
    }

    private static void Check(CommandReply reply)
    {
        if (reply is not CommandReply.Done)
            throw new NotRecordedException(reply is CommandReply.Refused refused ? refused.Problem.ToString() : reply.ToString());
    }
}
