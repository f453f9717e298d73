namespace Platone.Actors.Ethereum.Abi;

/// <summary><c>T[]</c> or <c>T[k]</c>. Takes anything that can be gone through; gives <c>object[]</c>.</summary>
internal sealed class AbiArray : AbiType
{
    private readonly int? _count;

    /// <summary>An array type.</summary>
    /// <param name="element">T.</param>
    /// <param name="count">k, 1 or more; null: any length, which then stands before the elements.</param>
    /// <exception cref="AbiException">Its fixed part would be too large.</exception>
    public AbiArray(AbiType element, int? count)
    {
        (Element, _count) = (element, count);
        if ((long)(count ?? 1) * element.HeadBytes > MostHeadBytes)
            throw new AbiException($"{Name}: more than {MostHeadBytes} bytes");
    }

    /// <summary>T.</summary>
    public AbiType Element { get; }

    public override string Name => $"{Element.Name}[{_count}]";

    public override bool IsDynamic => _count is null || Element.IsDynamic;

    public override int Depth => Element.Depth + 1;

    public override int HeadBytes => IsDynamic ? WordBytes : _count!.Value * Element.HeadBytes;

    public override byte[] Encode(object? value, string path)
    {
        var items = AbiSequence.Of(value) ?? throw NotOne(value, path, "an array");
        if (_count is { } count && items.Count != count)
            throw new AbiException($"{path}: {items.Count} elements where {Name} needs {count}");
        var encoded = AbiSequence.Encode(items, (long)items.Count * Element.HeadBytes, i => (Element, $"{path}[{i}]"));
        return _count is null ? [.. Word(items.Count), .. encoded] : encoded;
    }

    public override object Decode(ReadOnlySpan<byte> data, ref int at, string path)
    {
        var count = _count ?? Length(data, ref at, path);
        return AbiSequence.Decode(data, ref at, count, (long)count * Element.HeadBytes, _ => (Element, path), path);
    }
}
