using System.Collections.Immutable;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Serialization;

namespace Platone.Actors.Tests.Serialization;

/// <summary>What must hold for every aggregate, over any sequence of commands.</summary>
internal static class AggregateLaws
{
    private static readonly EventCodec Codec = new(PlatoneEvents.Registry, new MemoryKeys());

    /// <summary>
    /// Deciding a command again emits nothing; the events come back from their stored bytes as they were; and the fold over them equals the
    /// live state from the start and from the stored snapshot of any prefix.
    /// </summary>
    public static void Hold<TState, TCommand, TEvent>(TState empty, IEnumerable<TCommand> commands)
        where TState : class, IAggregate<TState, TCommand, TEvent>
        where TEvent : class, IDomainEvent
    {
        var (state, replayed, restored) = (empty, empty, new List<TState>());
        foreach (var command in commands)
        {
            var decision = state.Decide(command);
            var again = state.Decide(command);
            Assert.Equal(decision.Problem, again.Problem);
            Sequence.Equal(decision.Events, again.Events);
            if (!decision.Events.IsDefaultOrEmpty)
            {
                var stored = decision.Events.Select(Stored).ToImmutableArray();
                Sequence.Equal(decision.Events, stored);
                state = decision.Events.Aggregate(state, (s, e) => s.Apply(e));
                replayed = stored.Aggregate(replayed, (s, e) => s.Apply(e));
                restored = [.. restored.Select(r => stored.Aggregate(r, (s, e) => s.Apply(e)))];
                Assert.Equal(state, replayed);
                Assert.All(restored, r => Assert.Equal(state, r));
                var snapshot = (TState)Codec.Decode(Codec.ManifestOf(state), Codec.Encode(state));
                Assert.Equal(state, snapshot);
                if (restored.Count < 3)
                    restored.Add(snapshot);
                else
                    restored[state.GetHashCode() & 1] = snapshot;
            }
            Assert.True(state.Decide(command).Events.IsDefaultOrEmpty, $"{command} took effect twice");
        }
    }

    private static TEvent Stored<TEvent>(TEvent @event)
        where TEvent : class, IDomainEvent => (TEvent)Codec.Decode(Codec.ManifestOf(@event), Codec.Encode(@event));
}
