using Akka.Actor;
using Akka.Persistence;

namespace Platone.Benchmarks.Ingest;

/// <summary>The reference: Akka.Persistence with nothing around it. Persists the bytes it is sent and answers when the journal confirmed.</summary>
internal sealed class BareActor(string id) : UntypedPersistentActor
{
    public override string PersistenceId { get; } = $"bare-{id}";

    protected override void OnCommand(object message)
    {
        if (message is byte[] payload)
        {
            var sender = Sender;
            Persist(payload, _ => sender.Tell(true));
        }
    }

    protected override void OnRecover(object message)
    {
    }
}
