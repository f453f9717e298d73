using ArchLoader = ArchUnitNET.Loader.ArchLoader;
using System.Reflection;

namespace Platone.Actors.Tests.Architecture;

/// <summary>Which types a type uses, anywhere: signatures, bodies, attributes, and what becomes of lambdas and async methods.</summary>
internal sealed class TypeUses
{
    private readonly Dictionary<string, HashSet<string>> _uses = [];

    public TypeUses(Assembly assembly)
    {
        foreach (var type in new ArchLoader().LoadAssembly(assembly).Build().Types)
            Add(type.FullName, type.Dependencies.Select(d => d.Target.FullName));
        // ArchUnitNET sees a generic interface or base class, not what it is closed over.
        foreach (var type in assembly.GetTypes())
            Add(type.FullName!, type.GetInterfaces().Append(type.BaseType!).Where(t => t is not null).SelectMany(Arguments));
    }

    /// <summary>Full names of the types it and the types in it use.</summary>
    public IEnumerable<string> Of(string type) => _uses
        .Where(u => u.Key == type || u.Key.StartsWith(type + "+", StringComparison.Ordinal)).SelectMany(u => u.Value).Distinct();

    /// <summary>All uses: full names of the user and the used.</summary>
    public IEnumerable<(string User, string Used)> All => _uses.SelectMany(u => u.Value, (user, used) => (user.Key, used));

    private void Add(string user, IEnumerable<string> used)
    {
        if (!_uses.TryGetValue(user, out var all))
            _uses[user] = all = [];
        all.UnionWith(used);
    }

    private static IEnumerable<string> Arguments(Type type) =>
        type.GetGenericArguments().Where(a => !a.IsGenericParameter).SelectMany(a => Arguments(a).Append(Definition(a).FullName!));

    private static Type Definition(Type type) =>
        type.HasElementType ? Definition(type.GetElementType()!) : type.IsGenericType ? type.GetGenericTypeDefinition() : type;
}
