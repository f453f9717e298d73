using Platone.Actors.Ethereum.Abi;

namespace Platone.Actors.Ethereum.Contracts;

/// <summary>A decoded value and what it is called.</summary>
/// <param name="Name">May be empty.</param>
/// <param name="Type">Of the contract ABI, such as <c>uint64</c>.</param>
/// <param name="Result"><see cref="System.Numerics.BigInteger"/>, <see cref="Address"/>, <c>bool</c>, <c>byte[]</c>, text, or
/// <c>object[]</c> of an array or struct.</param>
public sealed record ParameterOutput(string Name, string Type, object Result)
{
    /// <summary>The value as a type.</summary>
    /// <exception cref="FormatException">It does not fit.</exception>
    public T As<T>() => AbiConvert.To<T>([Result]);

    internal static IReadOnlyList<ParameterOutput> All(AbiTuple type, object[] values) =>
        [.. type.Parameters.Zip(values, (p, value) => new ParameterOutput(p.Name, p.Type.Name, value))];
}
