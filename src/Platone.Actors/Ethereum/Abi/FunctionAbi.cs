namespace Platone.Actors.Ethereum.Abi;

/// <summary>A function as callers see it; a contract-defined error is one too, without outputs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Inputs">Its arguments.</param>
/// <param name="Outputs">What it returns.</param>
internal sealed record FunctionAbi(string Name, AbiTuple Inputs, AbiTuple Outputs)
{
    /// <summary>Bytes of a selector.</summary>
    public const int SelectorBytes = 4;

    /// <summary>Name and types of the arguments, such as <c>anchor(uint64,uint64,bytes32)</c>.</summary>
    public string Signature => Name + Inputs.Name;

    /// <summary>The first 4 bytes of the signature's Keccak-256, by which it is called.</summary>
    public byte[] Selector { get; } = Keccak256.Hash(Name + Inputs.Name)[..SelectorBytes];

    /// <summary>A function of a signature without outputs.</summary>
    /// <exception cref="AbiException">Not a signature.</exception>
    public static FunctionAbi Parse(string signature)
    {
        var (name, arguments) = AbiTypeParser.ParseSignature(signature);
        return new FunctionAbi(name, arguments, new AbiTuple([]));
    }

    /// <summary>Selector and encoded arguments.</summary>
    /// <exception cref="AbiException">An argument does not fit; the message names it.</exception>
    public byte[] EncodeCall(IReadOnlyList<object?> arguments) => [.. Selector, .. Inputs.Encode(arguments, Name)];

    /// <summary>The arguments of call data, or of an error's data.</summary>
    /// <exception cref="AbiException">Another selector, or not the one encoding of the arguments.</exception>
    public object[] DecodeCall(ReadOnlySpan<byte> data) => data.StartsWith(Selector)
        ? Inputs.DecodeAll(data[SelectorBytes..], Name)
        : throw new AbiException($"{Name}: the data does not begin with its selector {Selector.ToHex(prefix: true)}");

    /// <summary>What it returned.</summary>
    /// <exception cref="AbiException">Not the one encoding of its outputs.</exception>
    public object[] DecodeOutput(ReadOnlySpan<byte> data) => data.IsEmpty && Outputs.Parameters.Count > 0
        ? throw new AbiException($"{Name} returned nothing: is there a contract at this address?")
        : Outputs.DecodeAll(data, $"{Name} returned");
}
