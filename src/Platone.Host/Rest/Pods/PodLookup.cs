using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Scd;
using Platone.Actors.Scd.Metering.Pods;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Pods;

/// <summary>Finds PODs for a caller: what it may not see is as if it were not there.</summary>
internal sealed class PodLookup(IScd scd, IDirectory directory)
{
    /// <summary>The POD of a pseudonym.</summary>
    /// <exception cref="ProblemException">There is none the caller may see (404), or the text is no pseudonym (400).</exception>
    public async Task<PodRow> VisibleAsync(Caller caller, string pseudonym, CancellationToken cancellation) =>
        await FindAsync(caller, new PodId(Fields.Pseudonym("pod", pseudonym)), cancellation)
        ?? throw ProblemException.NotFound($"there is no POD {pseudonym}, or you may not see it");

    /// <summary>A POD; null if there is none the caller may see.</summary>
    public async Task<PodRow?> FindAsync(Caller caller, PodId id, CancellationToken cancellation) =>
        await scd.PodAsync(id, cancellation) is { } row && AccessRules.MaySee(caller, row) ? row : null;

    /// <summary>The POD a query names by <c>pod</c> (pseudonym) or <c>code</c>.</summary>
    /// <exception cref="ProblemException">None or both are given (400), or there is none the caller may see (404).</exception>
    public async Task<PodRow> QueriedAsync(Caller caller, string? pod, string? code, CancellationToken cancellation) => (pod, code) switch
    {
        (not null, null) => await VisibleAsync(caller, pod, cancellation),
        (null, not null) => await ByCodeAsync(caller, code, cancellation)
            ?? throw ProblemException.NotFound($"there is no POD with the code {code}, or you may not see it"),
        _ => throw ProblemException.Invalid("pod", "give either pod (a pseudonym) or code"),
    };

    /// <summary>The POD of a code; null if there is none, or the caller may not know its code.</summary>
    public async Task<PodRow?> ByCodeAsync(Caller caller, string code, CancellationToken cancellation) =>
        directory.Find(DirectoryKind.Pod, code) is { } pseudonym
        && await scd.PodAsync(new PodId(pseudonym), cancellation) is { } row
        && AccessRules.MayName(caller, row)
            ? row
            : null;

    /// <summary>Those of some PODs whose codes the caller may know: of these it may also know whose accounts are theirs.</summary>
    public async Task<IReadOnlySet<PodId>> NamedAsync(Caller caller, IReadOnlyCollection<PodId> pods, CancellationToken cancellation) =>
        pods.Count == 0 || !AccessRules.MayName(caller.Role) ? new HashSet<PodId>() : await scd.VisiblePodsAsync(AccessRules.Scope(caller), pods, cancellation);

    /// <summary>The view of a POD, with its code where the caller may read it.</summary>
    public PodView View(Caller caller, PodRow row)
    {
        var names = AccessRules.MayName(caller, row);
        return PodView.Of(row, names ? directory.Reveal(DirectoryKind.Pod, row.Pod.Pseudonym) : null, names);
    }
}
