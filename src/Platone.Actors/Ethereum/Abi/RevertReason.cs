using System.Numerics;

namespace Platone.Actors.Ethereum.Abi;

/// <summary>Why a call was reverted, read from the data it was reverted with.</summary>
/// <param name="Name"><c>Error</c> (of <c>require</c> and <c>revert</c> with a text), <c>Panic</c>, or an error that the contract
/// defines.</param>
/// <param name="Arguments">Its arguments in order: the text, the panic's code, or the contract's own.</param>
public sealed record RevertReason(string Name, IReadOnlyList<object> Arguments)
{
    private static readonly FunctionAbi Error = FunctionAbi.Parse("Error(string)");
    private static readonly FunctionAbi Panic = FunctionAbi.Parse("Panic(uint256)");

    /// <summary>Reads an error that every contract may have.</summary>
    /// <returns>Null: another error, or no data.</returns>
    public static RevertReason? Of(ReadOnlySpan<byte> data) => Of(data, []);

    /// <summary>Reads one of these errors or of those every contract may have.</summary>
    internal static RevertReason? Of(ReadOnlySpan<byte> data, IReadOnlyList<FunctionAbi> errors)
    {
        foreach (var error in (IEnumerable<FunctionAbi>)[Error, Panic, .. errors])
        {
            if (!data.StartsWith(error.Selector))
                continue;
            try
            {
                return new RevertReason(error.Name, error.DecodeCall(data));
            }
            catch (AbiException)
            {
                // Whatever a contract reverts with is its own affair: data that is not this error is not an error of ours.
            }
        }

        return null;
    }

    /// <summary>In words, such as <c>OutOfOrder(7)</c>.</summary>
    public override string ToString() => (Name, Arguments) switch
    {
        (nameof(Error), [string text]) => text,
        (nameof(Panic), [BigInteger code]) => $"panic 0x{code:x2}: {PanicText((int)BigInteger.Min(code, 0xff))}",
        _ => $"{Name}({string.Join(", ", Arguments.Select(Show))})",
    };

    // Solidity documentation, "Panic via assert and Error via require".
    private static string PanicText(int code) => code switch
    {
        0x01 => "an assertion does not hold",
        0x11 => "arithmetic overflow or underflow",
        0x12 => "division by zero",
        0x21 => "a value out of an enum's range",
        0x22 => "a storage byte array that is wrongly encoded",
        0x31 => "pop on an empty array",
        0x32 => "an index out of bounds",
        0x41 => "too much memory",
        0x51 => "a call of a function variable that was never set",
        _ => "unknown to Solidity",
    };

    private static string Show(object value) => value switch
    {
        byte[] bytes => bytes.ToHex(prefix: true),
        object[] items => $"[{string.Join(", ", items.Select(Show))}]",
        _ => FormattableString.Invariant($"{value}"),
    };
}
