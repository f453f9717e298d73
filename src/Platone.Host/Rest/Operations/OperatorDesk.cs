using Akka.Actor;
using Akka.Cluster;
using Platone.Actors.Participants;
using Platone.Host.Pbm;
using Platone.Host.Pbm.Cmd;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Operations;

/// <summary>
/// Records in the operator journal what operators do by REST that others rely on, as pbm does: before it is done. What is recorded is method
/// and path, which hold names of things and pseudonyms; a handler checks them first, so that nothing personal that was sent by mistake
/// is kept for ever.
/// </summary>
internal sealed class OperatorDesk(OperatorRecorder recorder, ActorSystem system, TimeProvider clock)
{
    private const string Palette = "rest";

    /// <summary>Records a request of an operator, and returns when the journal has it; one of anybody else is none of it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="aborted">The caller left.</param>
    /// <param name="reason">What the operator says to it, kept for ever; null where nothing is asked.</param>
    /// <exception cref="UnavailableException">It could not be recorded: nothing is to be done then.</exception>
    public async Task RecordAsync(HttpContext context, CancellationToken aborted, string? reason = null)
    {
        if (Caller.Of(context.User) is not { Role: Role.Operator } caller)
            return;
        var action = new OperatorAction(caller.Id.Value, Palette, $"{context.Request.Method} {context.Request.Path}" + (reason is null ? "" : $": {reason}"),
            Cluster.Get(system).SelfAddress.ToString(), clock.GetUtcNow());
        try
        {
            await recorder.RecordAsync(action, aborted);
        }
        catch (NotRecordedException e)
        {
            throw new UnavailableException($"it could not be recorded in the operator journal, so it was not done: {e.Message}");
        }
    }
}
