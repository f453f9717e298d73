using System.Collections.Immutable;

namespace Platone.Actors.Tests.Architecture;

/// <summary>
/// The folders of Platone.Actors and which others each may use. The README shows the same as a picture, and a test compares them.
/// </summary>
internal static class Folders
{
    /// <summary>Used by every folder but those of <see cref="Alone"/>, and by each other.</summary>
    public static readonly ImmutableArray<string> Common = ["Kernel", "Serialization"];

    /// <summary>Where everything is put together: besides the namespace at the top, it may use all, and no folder may use it.</summary>
    public const string Composition = "Node";

    /// <summary>Pure: they use no folder, and no actor type.</summary>
    public static readonly ImmutableArray<string> Alone = ["Grid", "Ethereum"];

    /// <summary>From the top down; <see cref="Common"/> goes without saying.</summary>
    public static readonly ImmutableSortedDictionary<string, ImmutableArray<string>> MayUse = new Dictionary<string, ImmutableArray<string>>
    {
        ["Scd"] =
        [
            "Audit", "Aggregation", "Communities", "GridOperations", "Markets", "Metering", "Batteries", "Participants", "Grid", "Notary",
            "Ethereum",
        ],
        // Whatever decides and proves, and no read model: what it finds must not depend on what it is to check.
        ["Audit"] = ["GridOperations", "Markets", "Metering", "Notary"],
        ["Aggregation"] = ["Markets", "Metering", "Participants"],
        ["Communities"] = ["Metering", "Batteries", "Grid", "Participants"],
        ["GridOperations"] = ["Grid", "Markets", "Metering", "Participants"],
        ["Markets"] = ["Metering", "Participants"],
        ["Metering"] = ["Grid"],   // its identifiers only, see IdentifiersOnly
        ["Batteries"] = ["Grid"],
        ["Participants"] = [],
        ["Notary"] = ["Ethereum"],
        ["Grid"] = [],
        ["Ethereum"] = [],
        ["Kernel"] = [],
        ["Serialization"] = [],
    }.ToImmutableSortedDictionary();

    /// <summary>Folders that may name things of another but not work with them.</summary>
    public static readonly ImmutableHashSet<(string User, string Used)> IdentifiersOnly = [("Metering", "Grid"), ("Batteries", "Grid")];

    /// <summary>The folder a type of Platone.Actors lives in; "" for the composition at the top; null for any other type.</summary>
    public static string? Of(string typeName)
    {
        const string root = "Platone.Actors";
        var outer = typeName.Split('+', '<')[0];
        var dot = outer.LastIndexOf('.');
        var space = dot < 0 ? "" : outer[..dot];
        if (space == root)
            return "";
        if (!space.StartsWith(root + ".", StringComparison.Ordinal))
            return null;
        return space.Split('.')[2] is not Composition and var folder ? folder : "";
    }

    /// <summary>Why a use is against the rules; null if it is not.</summary>
    public static string? Fault(string user, string used)
    {
        if (Of(user) is not { Length: > 0 } from)
            return null;   // the composition may use everything
        if (!MayUse.TryGetValue(from, out var allowed))
            return $"{user} is in a folder with no rule: add {from} to {nameof(Folders)} and to the README's picture";
        if (Alone.Contains(from) && used.StartsWith("Akka.", StringComparison.Ordinal))
            return $"{user} uses {used}: {from} is pure";
        if (Of(used) is not { } to || to == from)
            return null;
        if (!allowed.Contains(to) && (Alone.Contains(from) || !Common.Contains(to)))
            return $"{user} uses {used}: {from} may not use {(to.Length == 0 ? "the composition" : to)}";
        return IdentifiersOnly.Contains((from, to)) && !used.EndsWith("Id", StringComparison.Ordinal)
            ? $"{user} uses {used}: {from} may use identifiers of {to} only"
            : null;
    }
}
