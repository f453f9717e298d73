using System.Numerics;
using CsCheck;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Rlp;
using Platone.Actors.Ethereum.Transactions;
using Platone.Testing;

namespace Platone.Actors.Tests.Ethereum;

public sealed class TransactionTests
{
    private static readonly Secp256k1PrivateKey Key = Secp256k1PrivateKey.Parse(string.Concat(Enumerable.Repeat("46", 32)));
    private static readonly Address To = Address.Parse("0x3535353535353535353535353535353535353535");

    // EIP-155, "Example".
    [Fact]
    public void Signs_the_example_of_eip_155()
    {
        var transaction = new LegacyTransaction(1, 9, 20_000_000_000, 21_000, To, BigInteger.Pow(10, 18), default);
        Assert.Equal("ec098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a764000080018080",
            transaction.SigningPayload.ToHex());
        Assert.Equal("daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53", transaction.SigningHash.ToHex());
        var signed = transaction.Sign(Key);
        Assert.Equal("f86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a028ef61340bd939bc2195fe53756"
            + "7866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83",
            signed.Encode().ToHex());
        Assert.Equal(signed, SignedTransaction.Decode(signed.Encode()));
    }

    [SkippableFact]
    public void Agrees_with_the_examples_file_of_eip_155()
    {
        var v = Vectors.Read("eip155_example.json");
        var transaction = new LegacyTransaction(v.GetProperty("chainId").GetUInt64(), v.GetProperty("nonce").GetUInt64(),
            BigInteger.Parse(v.Text("gasPrice")), v.GetProperty("gas").GetUInt64(), Address.Parse(v.Text("to")),
                BigInteger.Parse(v.Text("value")),
            v.Bytes("data"));
        Assert.Equal(v.Text("signingData"), transaction.SigningPayload.ToHex(prefix: true));
        Assert.Equal(v.Text("signingHash"), transaction.SigningHash.ToHex(prefix: true));
        var signed = transaction.Sign(Secp256k1PrivateKey.From(v.Bytes("privateKey")));
        Assert.Equal(v.Text("signed"), signed.Encode().ToHex(prefix: true));
        Assert.Equal((BigInteger.Parse(v.Text("r")), BigInteger.Parse(v.Text("s"))), (signed.Signature.R, signed.Signature.S));
    }

    /// <summary>
    /// Those signatures were not made by RFC 6979. The second is high, which nodes refuse since Homestead (EIP-2), and so does this.
    /// </summary>
    [SkippableFact]
    public void Decodes_the_legacy_vectors()
    {
        var highOnes = 0;
        foreach (var v in Vectors.Read("eth_tx_legacy_basic.json").EnumerateArray())
        {
            var transaction = new LegacyTransaction(null, v.GetProperty("nonce").GetUInt64(),
                new BigInteger(v.GetProperty("gasprice").GetDecimal()),
                v.GetProperty("startgas").GetUInt64(), v.Text("to").Length == 0 ? null : new Address(v.Bytes("to")),
                new BigInteger(v.GetProperty("value").GetDecimal()), v.Bytes("data"));
            // The vector's "unsigned" is nine fields, those of the signature empty; what is signed are the six before.
            var fields = RlpDecoder.Decode(v.Bytes("unsigned")).ItemsOf(9, "a transaction");
            Assert.Equal(RlpEncoder.Encode(RlpItem.List([.. fields.Take(6)])), transaction.SigningPayload);
            var key = Secp256k1PrivateKey.Parse(v.Text("key"));
            if (Vectors.IsRefused(() => SignedTransaction.Decode(v.Bytes("signed"))))
            {
                highOnes++;
                Assert.Equal(0xbb, RlpDecoder.Decode(v.Bytes("signed")).Items[8].Bytes.Span[0]);
                continue;
            }

            var signed = SignedTransaction.Decode(v.Bytes("signed"));
            Assert.Equal(transaction, signed.Unsigned);
            Assert.Equal(key.PublicKey.Address, signed.Sender);
            Assert.Equal(v.Text("signed"), signed.Encode().ToHex());
        }

        Assert.Equal(1, highOnes);
    }

    /// <summary>
    /// A verdict for every fork. What a fork takes is here: Homestead knows no chain id, and legacy only; Berlin has type 1, London type 2;
    /// the tests' chain is 1. The vectors' intrinsic gas is a matter of running a transaction and not compared.
    /// </summary>
    [SkippableFact]
    public void Decodes_the_transaction_vectors_as_every_fork_does()
    {
        var (verdicts, valid) = (0, 0);
        foreach (var vector in Vectors.Read("eth_transaction_tests.json").EnumerateObject())
        {
            SignedTransaction? transaction = null;
            Vectors.IsRefused(() => transaction = SignedTransaction.Decode(vector.Value.Bytes("txbytes")));
            if (transaction is not null)
                Assert.Equal(vector.Value.Text("txbytes"), transaction.Encode().ToHex(prefix: true));
            foreach (var fork in vector.Value.GetProperty("result").EnumerateObject())
            {
                var isTaken = transaction is { Unsigned: var unsigned }
                    && unsigned.ChainId is null or 1
                    && unsigned.Type <= (fork.Name switch { "Homestead" or "EIP158" => 0, "Berlin" => 1, _ => 2 })
                    && (fork.Name != "Homestead" || unsigned.ChainId is null);
                var isValid = fork.Value.TryGetProperty("sender", out var sender);
                Assert.True(isTaken == isValid, $"{vector.Name}, {fork.Name}: {fork.Value}");
                verdicts++;
                if (!isValid)
                    continue;
                valid++;
                Assert.Equal(sender.GetString(), transaction!.Sender.ToBytes().ToHex(prefix: true));
                Assert.Equal(fork.Value.Text("hash"), transaction.Hash);
            }
        }

        Assert.Equal((4 * 176) + 115, verdicts);
        Assert.True(valid > 100, $"only {valid} valid");
    }

    [SkippableFact]
    public void Signs_as_cast_does()
    {
        var oracle = Vectors.Read("cast_oracle.json");
        var data = ("c4b35008" + new string('0', 63) + "1" + new string('0', 61) + "3e8"
            + "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328").HexToByteArray();
        Assert.Equal(oracle.Text("legacy_eip155_chain1337"),
            new LegacyTransaction(1337, 9, 0, 100_000, To, 0, data).Sign(Key).Encode().ToHex(prefix: true));
        Assert.Equal(oracle.Text("eip1559_chain1337"),
            new Transaction1559(1337, 9, 1_000_000_000, 2_000_000_000, 100_000, To, 0, data).Sign(Key).Encode().ToHex(prefix: true));
    }

    [Fact]
    public void What_is_signed_is_decoded() => Transactions.Sample(transaction =>
    {
        var signed = transaction.Sign(Key);
        var decoded = SignedTransaction.Decode(signed.Encode());
        Assert.Equal(transaction, decoded.Unsigned);
        Assert.Equal(Key.PublicKey.Address, decoded.Sender);
        Assert.Equal(Keccak256.Hash(signed.Encode()).ToHex(prefix: true), decoded.Hash);
    }, iter: Nightly.Times(50, 5_000));

    [Fact]
    public void Any_bytes_give_an_error_or_a_transaction_that_encodes_to_them() =>
        Gen.OneOf(Fuzz.AnyBytes, Fuzz.Mutated(Transactions.Select(t => t.Sign(Key).Encode()))).Sample(bytes =>
            Vectors.IsRefused(() => Assert.Equal(bytes, SignedTransaction.Decode(bytes).Encode())) || true,
                iter: Nightly.Times(500, 50_000));

    [Fact]
    public void Amounts_out_of_range_are_refused_by_name()
    {
        var most = BigInteger.Pow(2, 256);
        Assert.Contains("value", Refused(() => new LegacyTransaction(1, 0, 1, 1, To, most, default)), StringComparison.Ordinal);
        Assert.Contains("gasPrice", Refused(() => new LegacyTransaction(1, 0, -1, 1, To, 0, default)), StringComparison.Ordinal);
        Assert.Contains("gasLimit", Refused(() => new LegacyTransaction(1, 0, most - 1, 2, To, 0, default)), StringComparison.Ordinal);
        Assert.Contains("nonce", Refused(() => new LegacyTransaction(1, ulong.MaxValue, 1, 1, To, 0, default)), StringComparison.Ordinal);
        Assert.Contains("chainId", Refused(() => new LegacyTransaction(0, 0, 1, 1, To, 0, default)), StringComparison.Ordinal);
        Assert.Contains("maxPriorityFeePerGas", Refused(() => new Transaction1559(1, 0, 2, 1, 1, To, 0, default)),
            StringComparison.Ordinal);
        Assert.Contains("storage key", Refused(() =>
            new Transaction2930(1, 0, 2, 1, To, 0, default, [new AccessListEntry(To, [[1]])])), StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_signs_for_its_chain_only()
    {
        var account = new Account(Key, 5);
        Assert.Equal(account.Address, account.Sign(new LegacyTransaction(5, 0, 1, 1, To, 0, default)).Sender);
        Assert.Throws<InvalidOperationException>(() => account.Sign(new LegacyTransaction(6, 0, 1, 1, To, 0, default)));
        Assert.Throws<InvalidOperationException>(() => account.Sign(new LegacyTransaction(null, 0, 1, 1, To, 0, default)));
    }

    private static Gen<UnsignedTransaction> Transactions { get; } = TransactionsOf(Gen.OneOf(Gen.ULong[1, 5], Gen.ULong[1, 1UL << 50]));

    /// <summary>Random transactions of every type.</summary>
    internal static Gen<UnsignedTransaction> TransactionsOf(Gen<ulong> chains) => Gen.Select(
        Gen.Select(Gen.Int[0, 2], chains, Gen.ULong[0, 1UL << 62], Gen.ULong[0, 1UL << 50]),
        Gen.Select(Gen.ULong, Gen.ULong), Gen.Bool, Numbers(160), Numbers(250), Gen.Byte.Array[0, 120],
        Gen.Select(Numbers(160), Gen.Byte.Array[32].Array[0, 3]).Array[0, 3])
        .Select((ids, fees, creates, to, value, data, list) => Make(ids.Item1, ids.Item2, ids.Item3, ids.Item4,
            (BigInteger.Min(fees.Item1, fees.Item2), BigInteger.Max(fees.Item1, fees.Item2)), creates ? null : AddressOf(to), value, data,
            [.. list.Select(e => new AccessListEntry(AddressOf(e.Item1), e.Item2))]));

    private static UnsignedTransaction Make(int type, ulong chain, ulong nonce, ulong gas, (BigInteger Tip, BigInteger Fee) fees,
        Address? to,
        BigInteger value, byte[] data, AccessListEntry[] list) => type switch
    {
        0 => new LegacyTransaction(chain, nonce, fees.Fee, gas, to, value, data),
        1 => new Transaction2930(chain, nonce, fees.Fee, gas, to, value, data, list),
        _ => new Transaction1559(chain, nonce, fees.Tip, fees.Fee, gas, to, value, data, list),
    };

    /// <summary>Numbers of up to so many bits, small and large ones equally often.</summary>
    internal static Gen<BigInteger> Numbers(int bits) => Gen.Select(Gen.Int[0, bits], Gen.Byte.Array[(bits + 7) / 8])
        .Select((b, bytes) => new BigInteger(bytes, isUnsigned: true) % BigInteger.Pow(2, b));

    private static Address AddressOf(BigInteger number)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return new Address([.. new byte[Address.Bytes - bytes.Length], .. bytes]);
    }

    private static string Refused(Action make) => Assert.Throws<ArgumentException>(make).Message;
}
