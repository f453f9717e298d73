using CsCheck;
using Platone.Actors.Ethereum;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Tests.Serialization;

namespace Platone.Actors.Tests.Notary.Anchoring;

public sealed class ChainAccountTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    private static readonly ChainAccountId Id = new(LedgerId.Service, Address.Parse("0x00000000000000000000000000000000000000aa"));
    private static readonly ContractAnchorId Contract = new(LedgerId.Service, Address.Parse("0x00000000000000000000000000000000000000cc"));
    private static readonly GasFees Fees = new(1_000_000_000, 1_000_000);

    private static ChainAccount Opened => After(ChainAccount.Empty(Id), new OpenAccount(Id, 1337, 5, At));

    private static ChainAccount Signed => After(Opened, new SignTransaction(Id, Job(1), 5, Transaction(1, Fees), At));

    [Fact]
    public void An_account_belongs_to_one_chain()
    {
        Assert.Equal("account-not-open", ChainAccount.Empty(Id).Decide(new SkipNonces(Id, 9, At)).Problem?.Code);
        Assert.True(Opened.Decide(new OpenAccount(Id, 1337, 99, At)).IsAlreadyDone);
        Assert.Equal("wrong-chain", Opened.Decide(new OpenAccount(Id, 1, 5, At)).Problem?.Code);
        Assert.Equal("chainId", ChainAccount.Empty(Id).Decide(new OpenAccount(Id, 0, 5, At)).Problem?.Field);
    }

    [Fact]
    public void A_job_has_one_transaction_at_a_time_and_each_nonce_one_job()
    {
        Assert.Equal("wrong-nonce", Opened.Decide(new SignTransaction(Id, Job(1), 6, Transaction(1, Fees), At)).Problem?.Code);
        Assert.True(Signed.Decide(new SignTransaction(Id, Job(1), 6, Transaction(2, Fees), At)).IsAlreadyDone);
        Assert.Equal("wrong-nonce", Signed.Decide(new SignTransaction(Id, Job(2), 5, Transaction(2, Fees), At)).Problem?.Code);
        Assert.Equal(7ul, After(Signed, new SignTransaction(Id, Job(2), 6, Transaction(2, Fees), At)).NextNonce);
    }

    [Fact]
    public void A_replacement_offers_an_eighth_and_a_wei_more_on_both_fees_and_not_for_ever()
    {
        // 10 % is what nodes ask for; 12.5 % and 1 wei never fall short of it by rounding.
        var bumped = Fees.Bumped();
        Assert.Equal(new GasFees(1_125_000_001, 1_125_001), bumped);
        Assert.Equal(new GasFees(9, 3), new GasFees(7, 1).Bumped());
        Assert.Equal("bump-too-small", Signed.Decide(Replace(1, 2, bumped with { PriorityWei = bumped.PriorityWei - 1 })).Problem?.Code);
        Assert.Equal("bump-too-small", Signed.Decide(Replace(1, 2, bumped with { MostWei = bumped.MostWei - 1 })).Problem?.Code);
        var once = After(Signed, Replace(1, 2, bumped));
        Assert.Null(once.UnderWay[5].SubmittedAt);
        var twice = After(once, Replace(2, 3, bumped.Bumped()));
        Assert.Equal("replaced-often", twice.Decide(Replace(3, 4, bumped.Bumped().Bumped())).Problem?.Code);
        Assert.Equal(3, twice.UnderWay[5].Signed.Count);
    }

    [Fact]
    public void Where_gas_is_free_nothing_is_ever_replaced()
    {
        var free = After(Opened, new SignTransaction(Id, Job(1), 5, Transaction(1, default), At));
        Assert.Equal("free-network", free.Decide(Replace(1, 2, new GasFees(1, 1))).Problem?.Code);
    }

    [Fact]
    public void A_reorganised_transaction_is_under_way_again_with_its_nonce()
    {
        var mined = After(Signed, Mine(1, 10));
        var again = After(mined, new ReorgTransaction(Id, 5, Block(10).Hash, At));
        Assert.Null(again.UnderWay[5].Mined);
        Assert.Null(again.UnderWay[5].SubmittedAt);
        Assert.Equal(6ul, again.NextNonce);
        // Found in another block at once: both steps are recorded.
        Assert.Collection(mined.Decide(Mine(1, 11)).Events,
            e => Assert.IsType<TransactionReorged>(e), e => Assert.IsType<TransactionMined>(e));
        Assert.Equal("not-mined-there", again.Decide(Finalise(1, 10)).Problem?.Code);
        Assert.Empty(After(mined, Finalise(1, 10)).UnderWay);
    }

    [Fact]
    public void Only_what_it_signed_can_be_mined_and_a_nonce_it_used_cannot_be_lost()
    {
        Assert.Equal("unknown-transaction", Signed.Decide(Mine(9, 10)).Problem?.Code);
        Assert.Equal("nonce-mined", After(Signed, Mine(1, 10)).Decide(new LoseNonce(Id, 5, At)).Problem?.Code);
        var lost = After(Signed, new LoseNonce(Id, 5, At));
        Assert.Single(lost.Decide(new SignTransaction(Id, Job(1), 6, Transaction(2, Fees), At)).Events);
    }

    [Fact]
    public void Commands_are_idempotent_and_states_come_back_from_events_and_snapshots() =>
        Steps.Sample(steps => AggregateLaws.Hold<ChainAccount, ChainAccountCommand, ChainAccountEvent>(
            ChainAccount.Empty(Id), steps.Select((s, i) => Command(s, At.AddTicks(i * 1234567L)))));

    [Fact]
    public void Nonces_are_used_without_a_gap_and_never_for_two_jobs_at_once() => Steps.Sample(steps =>
    {
        var (account, used) = (ChainAccount.Empty(Id), new List<ulong>());
        foreach (var (step, i) in steps.Select((s, i) => (s, i)))
        {
            var next = account.NextNonce;
            foreach (var @event in account.Decide(Command(step, At.AddSeconds(i))).Events)
            {
                switch (@event)
                {
                    case TransactionSigned e:
                        Assert.Equal(next, e.Nonce);
                        used.Add(e.Nonce);
                        break;
                    case AccountSetBack e:
                        // What was used of those is used once more.
                        Assert.True(e.NextNonce < next);
                        used.RemoveAll(n => n >= e.NextNonce);
                        break;
                    case NoncesSkipped e:
                        Assert.True(e.NextNonce > next);
                        break;
                }
                account = account.Apply(@event);
                next = account.NextNonce;
            }
            Assert.Equal(account.UnderWay.Count, account.UnderWay.Values.Select(t => t.Job).Distinct().Count());
            Assert.All(account.UnderWay.Keys, n => Assert.True(n < account.NextNonce));
        }
        Assert.Equal(used.Distinct().Order(), used);
    });

    private static Gen<(int Kind, int Nonce, int Which)[]> Steps => Gen.Select(Gen.Int[0, 12], Gen.Int[0, 3], Gen.Int[0, 3]).Array[1, 60];

    private static ChainAccountCommand Command((int Kind, int Nonce, int Which) s, DateTimeOffset at)
    {
        var nonce = 5 + (ulong)s.Nonce;
        return s.Kind switch
        {
            0 => new OpenAccount(Id, 1337, 5, at),
            1 or 2 or 3 => new SignTransaction(Id, Job(s.Which), nonce, Transaction((byte)(10 * s.Nonce), Fees), at),
            4 => new SubmitTransaction(Id, nonce, Hash((byte)(10 * s.Nonce)), at),
            5 => new ReplaceTransaction(Id, nonce, Hash((byte)(10 * s.Nonce)), Transaction((byte)(10 * s.Nonce + 1), Fees.Bumped()), 2, at),
            6 or 7 => new MineTransaction(Id, nonce, Mined((byte)(10 * s.Nonce), s.Which), at),
            8 => new ReorgTransaction(Id, nonce, Block(s.Which).Hash, at),
            9 => new FinaliseTransaction(Id, nonce, Mined((byte)(10 * s.Nonce), s.Which).Receipt, at),
            10 => new LoseNonce(Id, nonce, at),
            12 => new SetAccountBack(Id, nonce, at),
            _ => new SkipNonces(Id, nonce, at),
        };
    }

    private static ChainAccount After(ChainAccount account, params ChainAccountCommand[] commands) =>
        commands.Aggregate(account, (a, c) => a.Decide(c) is { Problem: null } d ? d.Events.Aggregate(a, (s, e) => s.Apply(e))
            : throw new InvalidOperationException($"{c}: {a.Decide(c).Problem}"));

    private static ReplaceTransaction Replace(byte replaced, byte hash, GasFees fees) =>
        new(Id, 5, Hash(replaced), Transaction(hash, fees), 2, At);

    private static MineTransaction Mine(byte hash, int block) => new(Id, 5, Mined(hash, block), At);

    private static FinaliseTransaction Finalise(byte hash, int block) => new(Id, 5, Mined(hash, block).Receipt, At);

    private static MinedTransaction Mined(byte hash, int block) => new(new ChainReceipt(Hash(hash), Block(block)), true, 70_000);

    private static BlockRef Block(int number) => new((ulong)number, new Hash256([(byte)number, 1, .. new byte[30]]));

    private static ChainJob Job(int number) => new(Contract, $"anchor-{number}");

    private static OutgoingTransaction Transaction(byte hash, GasFees fees) => new(Hash(hash), fees, [hash]);

    private static Hash256 Hash(byte first) => new([first, .. new byte[31]]);
}
