using System.Collections.Frozen;

namespace Platone.Actors.Serialization.Messages;

/// <summary>
/// What one folder says to another node: its commands, queries and answers, each with its short versioned manifest. Built by the folder
/// itself, as its <see cref="EventTable"/> is.
/// <code>
/// MessageTable.For("battery").Add&lt;CommissionBattery&gt;("commission-battery").Build();
/// </code>
/// </summary>
/// <remarks>
/// Nodes of two versions talk to each other while a cluster is upgraded. So a message may gain members, whose absence must mean what the
/// older version meant; it never loses one, and none changes its meaning: that takes a new version under a new type. A test holds the
/// tables to the bytes of the versions before.
/// </remarks>
public sealed class MessageTable
{
    private MessageTable(IReadOnlyList<MessageRow> rows) => Rows = rows;

    /// <summary>All rows.</summary>
    public IReadOnlyList<MessageRow> Rows { get; }

    /// <summary>Begins a table.</summary>
    /// <param name="code">The folder's short code, the first part of its manifests.</param>
    public static Builder For(string code) => new(code);

    /// <summary>Collects the rows of one table.</summary>
    public sealed class Builder
    {
        private readonly string _code;
        private readonly List<MessageRow> _rows = [];

        internal Builder(string code) => _code = code;

        /// <summary>A message.</summary>
        /// <typeparam name="T">A record of plain values, identifiers, lists and further such records.</typeparam>
        /// <param name="name">Kebab-case, without the code.</param>
        /// <param name="version">1 or more.</param>
        public Builder Add<T>(string name, int version = 1)
            where T : class
        {
            _rows.Add(new MessageRow(FormattableString.Invariant($"{_code}.{name}.{version}"), typeof(T)));
            return this;
        }

        /// <summary>The finished table.</summary>
        public MessageTable Build() => new(_rows);
    }
}

/// <summary>One kind of message between nodes.</summary>
/// <param name="Manifest">Code, name and version: <c>ln.record-readings.1</c>.</param>
/// <param name="Type">Its CLR type.</param>
public sealed record MessageRow(string Manifest, Type Type);

/// <summary>All tables together. What is in none is neither sent nor taken.</summary>
public sealed class MessageRegistry
{
    private readonly FrozenDictionary<Type, MessageRow> _byType;
    private readonly FrozenDictionary<string, MessageRow> _byManifest;

    /// <summary>Joins the tables.</summary>
    /// <exception cref="ArgumentException">A manifest or a type is there twice.</exception>
    public MessageRegistry(params IEnumerable<MessageTable> tables)
    {
        var rows = tables.SelectMany(t => t.Rows).ToList();
        _byManifest = rows.ToFrozenDictionary(r => r.Manifest);
        _byType = rows.ToFrozenDictionary(r => r.Type);
    }

    /// <summary>All rows by manifest, in ordinal order.</summary>
    public IEnumerable<MessageRow> Rows => _byManifest.Values.OrderBy(r => r.Manifest, StringComparer.Ordinal);

    /// <summary>The row of a type.</summary>
    /// <exception cref="UnregisteredTypeException">No table has it.</exception>
    public MessageRow For(Type type) => _byType.TryGetValue(type, out var row)
        ? row
        : throw new UnregisteredTypeException($"{type.FullName} is in no table of messages between nodes");

    /// <summary>The row of a manifest.</summary>
    /// <exception cref="UnregisteredTypeException">No table has it: it comes from a newer version.</exception>
    public MessageRow For(string manifest) => _byManifest.TryGetValue(manifest, out var row)
        ? row
        : throw new UnregisteredTypeException($"the manifest '{manifest}' is in no table of messages between nodes");
}
