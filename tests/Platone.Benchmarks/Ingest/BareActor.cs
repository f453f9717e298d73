using Akka.Actor;
using Akka.Persistence;

namespace Platone.Benchmarks.Ingest;

/// <summary>The reference: Akka.Persistence with nothing around it. Persists the bytes it is sent and answers when the journal confirmed.</summary>
internal sealed class BareActor : UntypedPersistentActor
{
    /// <summary>The section of the package's own journal in the benchmark's configuration.</summary>
    public const string PackageJournal = "bench.package-journal";

    public BareActor(string id)
    {
        PersistenceId = $"bare-{id}";
        JournalPluginId = PackageJournal;
    }

    public override string PersistenceId { get; }

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
