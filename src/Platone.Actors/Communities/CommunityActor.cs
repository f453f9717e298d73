using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Communities;

/// <summary>The actor of a <see cref="Community"/>: nothing but the shell.</summary>
internal sealed class CommunityActor(CommunityId id, ShellOptions options)
    : AggregateActor<Community, CommunityCommand, CommunityEvent>($"{CommunityCommand.EntityKind}-{id}", Community.Empty(id), options);
