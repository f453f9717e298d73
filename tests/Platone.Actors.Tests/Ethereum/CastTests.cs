using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Ethereum.Transactions;
using Platone.Actors.Ethereum.TypedData;
using Platone.Testing;

namespace Platone.Actors.Tests.Ethereum;

/// <summary>Foundry's <c>cast</c> signs and encodes the same: another implementation, in another language, by other people.</summary>
public sealed class CastTests
{
    private static readonly int Times = Nightly.Times(1_000, 10_000);
    private static readonly Secp256k1PrivateKey Key = Secp256k1PrivateKey.From(Keccak256.Hash("cow"));

    private static string KeyText => Key.ToBytes().ToHex(prefix: true);

    // Where a chain's id is one that cast knows, it may prefer other rules for it.
    private static Gen<ulong> Chains => Gen.OneOf(Gen.Const(1337UL), Gen.ULong[1UL << 40, 1UL << 50]);

    [SkippableFact]
    public async Task Cast_signs_the_same_transactions()
    {
        var cast = Foundry.Cast;
        await TransactionTests.TransactionsOf(Chains).SampleAsync(async transaction =>
        {
            var signed = transaction.Sign(Key).Encode().ToHex(prefix: true);
            Assert.Equal(signed, await RunAsync(cast, ["mktx", "--private-key", KeyText, .. Arguments(transaction)]));
        }, iter: Times, threads: 2);
    }

    [SkippableFact]
    public async Task Cast_encodes_the_same_values()
    {
        var cast = Foundry.Cast;
        await AbiValues.Any.SampleAsync(async v =>
        {
            // In a tuple, where text stands in quotes.
            var type = (AbiTuple)AbiTypeParser.Parse($"(({v.Type}))");
            object[] value = [(object[])[v.Value]];
            var encoded = await RunAsync(cast, ["abi-encode", $"f{type.Name}", "--", AbiValues.ForCast(type.Parameters[0].Type, value[0])]);
            Assert.Equal(encoded, type.Encode(value, "f").ToHex(prefix: true));
            Assert.True(AbiValues.AreSame(value, type.DecodeAll(encoded.HexToByteArray(), "f")));
        }, iter: Times, threads: 2);
    }

    [SkippableFact]
    public async Task Cast_signs_the_same_typed_data()
    {
        var cast = Foundry.Cast;
        await TypedDataValues.Any.SampleAsync(async json =>
        {
            var signature = TypedMessage.Parse(json).Sign(Key).ToString();
            Assert.Equal(signature, await RunAsync(cast, ["wallet", "sign", "--private-key", KeyText, "--data", json]));
        }, iter: Times, threads: 2);
    }

    private static async Task<string> RunAsync(string cast, IEnumerable<string> arguments) =>
        (await ProcessHost.RunAsync(cast, arguments)).Succeeded().Output.Trim();

    private static IEnumerable<string> Arguments(UnsignedTransaction transaction)
    {
        IEnumerable<string> common =
        [
            "--nonce", Text(transaction.Nonce), "--gas-limit", Text(transaction.GasLimit), "--chain", Text(transaction.ChainId!.Value),
            "--value", Text(transaction.Value), "--gas-price", Text(transaction.HighestGasPrice),
        ];
        IEnumerable<string> own = transaction switch
        {
            Transaction2930 t => ["--legacy", "--access-list", List(t.AccessList)],
            Transaction1559 t => ["--priority-gas-price", Text(t.MaxPriorityFeePerGas), "--access-list", List(t.AccessList)],
            _ => ["--legacy"],
        };
        var data = transaction.Data.ToArray().ToHex(prefix: true);
        return [.. common, .. own, .. transaction.To is { } to ? (string[])[to, data] : ["--create", data]];
    }

    private static string Text<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);

    private static string List(IReadOnlyList<AccessListEntry> list) => new JsonArray([.. list.Select(e => new JsonObject
    {
        ["address"] = e.Address.ToString(),
        ["storageKeys"] = new JsonArray([.. e.StorageKeys.Select(k => JsonValue.Create(k.ToHex(prefix: true)))]),
    })]).ToJsonString(new JsonSerializerOptions());
}
