using Platone.Actors.Tests.Architecture.Sight;

namespace Platone.Actors.Tests.Architecture
{
    /// <summary>The architecture test is only as good as its eyes: every way one type can use another must be seen.</summary>
    public sealed class SightTests
    {
        private static readonly TypeUses Uses = new(typeof(SightTests).Assembly);

        public static TheoryData<Type> Users => new(typeof(SightTests).Assembly.GetTypes()
            .Where(t => t.Namespace == typeof(Seen).Namespace && t.Name.StartsWith("By", StringComparison.Ordinal)));

        [Theory]
        [MemberData(nameof(Users))]
        public void A_use_is_seen(Type user) =>
            Assert.Contains(typeof(Seen).FullName!, Uses.Of(user.FullName!));
    }
}

#pragma warning disable CS0169, CS0649, CS8321, IDE0051, IDE0044, IDE0059, IDE0060, CA1822

namespace Platone.Actors.Tests.Architecture.Sight
{
    internal class Seen : Attribute
    {
        public static int Number;
        public int Property { get; set; }
        public static void Call() { }
    }

    internal interface IBox<T>;

    internal class ByInheritance : Seen;

    internal class ByInterfaceArgument : IBox<Seen>;

    internal class ByInterfaceArrayArgument : IBox<List<Seen[]>>;

    internal class ByBaseArgument : List<Seen>;

    internal class ByField { private Seen? _field; }

    internal class ByArrayField { private Seen[]? _field; }

    internal class ByGenericField { private Dictionary<string, List<Seen>>? _field; }

    internal class ByParameter { public void Use(Seen seen) { } }

    internal class ByReturn { public Seen? Use() => null; }

    internal class ByGenericReturn { public Task<Seen>? Use() => null; }

    internal class ByConstraint<T> where T : Seen;

    internal class ByMethodConstraint { public void Use<T>() where T : Seen { } }

    [Seen]
    internal class ByAttribute;

    internal class ByMemberAttribute { [Seen] public void Use() { } }

    internal class ByParameterAttribute { public void Use([Seen] int a) { } }

    internal class ByCall { public void Use() => Seen.Call(); }

    internal class ByStaticField { public int Use() => Seen.Number; }

    internal class ByNew { public object Use() => new Seen(); }

    internal class ByNewArray { public object Use() => new Seen[1]; }

    internal class ByTypeOf { public Type Use() => typeof(Seen); }

    internal class ByOpenTypeOf { public Type Use() => typeof(IBox<Seen>); }

    internal class ByCast { public bool Use(object o) => o is Seen; }

    internal class ByTypeArgument { public object Use() => Array.Empty<Seen>(); }

    internal class ByGenericNew { public object Use() => new List<Seen>(); }

    internal class ByCatch { public void Use() { try { Console.Out.Flush(); } catch (Exception e) when (e.Data is IBox<Seen>) { } } }

    internal class ByLambda { public Func<int> Use() => () => Seen.Number; }

    internal class ByClosure { public Func<int> Use(int a) => () => Seen.Number + a; }

    internal class ByAsync { public async Task<int> Use() { await Task.Yield(); return Seen.Number; } }

    internal class ByIterator { public IEnumerable<int> Use() { yield return Seen.Number; } }

    internal class ByLocalFunction { public int Use() { return Local(); static int Local() => Seen.Number; } }

    internal class ByAsyncLambda { public Func<Task<int>> Use() => async () => { await Task.Yield(); return Seen.Number; }; }

    internal class ByPattern { public bool Use(object o) => o switch { Seen { Property: > 3 } => true, _ => false }; }

    internal class ByStaticConstructor { private static readonly int Value = Seen.Number; public int Use() => Value; }

    internal class ByEvent { public event Action<Seen>? Changed { add { } remove { } } }

    internal class ByTuple { public (int, Seen?) Use() => default; }

    internal class ByDelegate { public Delegate Use() => (Action)Seen.Call; }

    internal class ByNested { private class Inner { private Seen? _field; } }
}
