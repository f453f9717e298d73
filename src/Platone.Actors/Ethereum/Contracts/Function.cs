using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Ethereum.Rpc;

namespace Platone.Actors.Ethereum.Contracts;

/// <summary>
/// A contract's function. Arguments are whole numbers of any type for <c>uintN</c> and <c>intN</c>, <c>byte[]</c> for bytes, an
/// <see cref="Address"/> or its text, text, <c>bool</c>, arrays, and C# tuples for structs. Results are of the types asked for: numbers of
/// any type (a number that does not fit is an error), <see cref="System.Numerics.BigInteger"/>, and the same as for arguments.
/// </summary>
public sealed class Function
{
    private readonly EthApiService _eth;
    private readonly Address _contract;
    private readonly FunctionAbi _abi;

    internal Function(EthApiService eth, Address contract, FunctionAbi abi) => (_eth, _contract, _abi) = (eth, contract, abi);

    /// <summary>Selector and encoded arguments: "0x" and hexadecimal digits.</summary>
    /// <exception cref="FormatException">An argument does not fit; the message names it.</exception>
    public string GetData(params object?[] functionInput) => Encode(functionInput).ToHex(prefix: true);

    /// <summary>The arguments of call data.</summary>
    /// <exception cref="FormatException">Not call data of this function.</exception>
    public IReadOnlyList<ParameterOutput> DecodeInput(string data) =>
        ParameterOutput.All(_abi.Inputs, _abi.DecodeCall(data.HexToByteArray()));

    /// <summary>What it returns, as of the newest block.</summary>
    /// <typeparam name="T">The type of its one value; of several, a C# tuple.</typeparam>
    /// <exception cref="FormatException">An argument does not fit, or the result is not of this type.</exception>
    /// <exception cref="RpcResponseException">Among others: it was reverted.</exception>
    public Task<T> CallAsync<T>(params object?[] functionInput) => CallAsync<T>(BlockParameter.CreateLatest(), default, functionInput);

    /// <summary>What it returns, as of a block.</summary>
    /// <inheritdoc cref="CallAsync{T}(object?[])"/>
    public Task<T> CallAsync<T>(BlockParameter block, params object?[] functionInput) => CallAsync<T>(block, default, functionInput);

    /// <summary>What it returns, as of a block.</summary>
    /// <inheritdoc cref="CallAsync{T}(object?[])"/>
    public async Task<T> CallAsync<T>(BlockParameter block, CancellationToken cancellation, params object?[] functionInput) =>
        AbiConvert.To<T>(_abi.DecodeOutput(await CallRawAsync(block, cancellation, functionInput)));

    /// <summary>What it returns, as of a block, each value with its name.</summary>
    public async Task<IReadOnlyList<ParameterOutput>> CallDecodingToDefaultAsync(BlockParameter block, CancellationToken cancellation,
        params object?[] functionInput) =>
        ParameterOutput.All(_abi.Outputs, _abi.DecodeOutput(await CallRawAsync(block, cancellation, functionInput)));

    /// <summary>How much gas it would use if the account sent it now.</summary>
    /// <exception cref="RpcResponseException">Among others: it would be reverted.</exception>
    public Task<HexBigInteger> EstimateGasAsync(params object?[] functionInput) => EstimateGasAsync(default, functionInput);

    /// <inheritdoc cref="EstimateGasAsync(object?[])"/>
    public Task<HexBigInteger> EstimateGasAsync(CancellationToken cancellation, params object?[] functionInput) =>
        _eth.Transactions.EstimateGas.SendRequestAsync(
            new CallInput(_contract, Encode(functionInput), _eth.Sender.Address), cancellation);

    /// <summary>The transaction that calls it; fees, gas and nonce are left to who sends it.</summary>
    public TransactionInput CreateTransactionInput(params object?[] functionInput) => new(_contract, Encode(functionInput));

    /// <summary>Signs and sends a transaction that calls it.</summary>
    /// <returns>The transaction's hash.</returns>
    /// <exception cref="InvalidOperationException">No account signs.</exception>
    /// <exception cref="RpcResponseException">Among others: it would be reverted.</exception>
    public Task<string> SendTransactionAsync(params object?[] functionInput) => SendTransactionAsync(default, functionInput);

    /// <inheritdoc cref="SendTransactionAsync(object?[])"/>
    public Task<string> SendTransactionAsync(CancellationToken cancellation, params object?[] functionInput) =>
        _eth.Sender.SendAsync(CreateTransactionInput(functionInput), cancellation);

    /// <summary>Signs and sends a transaction that calls it, and waits until a block holds it.</summary>
    /// <returns>The receipt: see there whether it was reverted.</returns>
    /// <inheritdoc cref="SendTransactionAsync(object?[])"/>
    public async Task<TransactionReceipt> SendTransactionAndWaitForReceiptAsync(CancellationToken cancellation,
        params object?[] functionInput) =>
        await _eth.Sender.WaitForReceiptAsync(await SendTransactionAsync(cancellation, functionInput), cancellation);

    private byte[] Encode(object?[] input) => _abi.EncodeCall(input);

    private Task<byte[]> CallRawAsync(BlockParameter block, CancellationToken cancellation, object?[] input) =>
        _eth.Transactions.Call.SendRequestAsync(new CallInput(_contract, Encode(input), _eth.Sender.Address), block, cancellation);
}
