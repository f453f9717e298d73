using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Ethereum.Rpc;

namespace Platone.Actors.Ethereum.Contracts;

/// <summary>Creates contracts.</summary>
public sealed class DeployContract
{
    private readonly EthApiService _eth;

    internal DeployContract(EthApiService eth) => _eth = eth;

    /// <summary>The creating code: bytecode and the constructor's encoded arguments.</summary>
    /// <param name="abi">The JSON that compilers write.</param>
    /// <param name="contractByteCode">Hexadecimal, linked, with or without 0x.</param>
    /// <param name="values">The constructor's arguments.</param>
    /// <exception cref="FormatException">Not such JSON or code, or an argument does not fit; the message names it.</exception>
    public static byte[] GetData(string abi, string contractByteCode, params object?[] values)
    {
        if (!contractByteCode.TryHexToByteArray(out var code) || code.Length == 0)
            throw new FormatException("not bytecode (hexadecimal; a library's place may not have been filled in)");
        return [.. code, .. ContractAbi.Parse(abi).Constructor.Encode(values, "constructor")];
    }

    /// <summary>Signs and sends a transaction that creates a contract.</summary>
    /// <returns>The transaction's hash.</returns>
    /// <exception cref="InvalidOperationException">No account signs.</exception>
    /// <exception cref="RpcResponseException">Among others: the constructor would revert.</exception>
    /// <inheritdoc cref="GetData"/>
    /// <param name="abi">The JSON that compilers write.</param>
    /// <param name="contractByteCode">Hexadecimal, linked, with or without 0x.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <param name="values">The constructor's arguments.</param>
    public Task<string> SendRequestAsync(string abi, string contractByteCode, CancellationToken cancellation, params object?[] values) =>
        _eth.Sender.SendAsync(new TransactionInput(null, GetData(abi, contractByteCode, values)), cancellation);

    /// <summary>The same, and waits until a block holds it.</summary>
    /// <returns>The receipt, with the contract's address: see there whether it was reverted.</returns>
    /// <inheritdoc cref="SendRequestAsync"/>
    public async Task<TransactionReceipt> SendRequestAndWaitForReceiptAsync(string abi, string contractByteCode,
        CancellationToken cancellation, params object?[] values) => await _eth.Sender.WaitForReceiptAsync(
            await SendRequestAsync(abi, contractByteCode, cancellation, values), cancellation);
}
