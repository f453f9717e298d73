using System.Text;
using CsCheck;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Serialization;
using Platone.Actors.Serialization.Messages;
using Platone.Actors.Tests.Notary.Testing;
using Platone.Actors.Tests.Serialization;
using Platone.Testing;

namespace Platone.Actors.Tests.Notary.Anchoring;

public sealed class ContractAnchorTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    private static readonly ContractAnchorId Id = new(LedgerId.Service, Address.Parse("0x00000000000000000000000000000000000000cc"));
    private static readonly Address Account = Address.Parse("0x00000000000000000000000000000000000000aa");
    private static readonly byte[][] Leaves = NaiveTree.Leaves(64);
    private static readonly AnchoredHead None = new(0, 0, Root(0), null);

    private static ContractAnchor Opened => After(ContractAnchor.Empty(Id), new OpenContract(Id, 1337, None, At));

    [Fact]
    public void A_head_is_asked_for_only_with_the_proof_that_it_extends_the_last()
    {
        Assert.Equal("contract-not-open", ContractAnchor.Empty(Id).Decide(Request(0, 5)).Problem?.Code);
        var first = After(Opened, Request(0, 5));
        Assert.Equal("anchor-under-way", first.Decide(Request(0, 9)).Problem?.Code);
        var anchored = After(first, Finalise(1));
        Assert.Equal((1ul, 5ul), (anchored.Head!.Seq, anchored.Head.Size));
        Assert.Equal("not-an-extension", anchored.Decide(Request(4, 9)).Problem?.Code);
        Assert.Equal("not-an-extension", anchored.Decide(new RequestAnchor(Id, 9, Root(10), Proof(5, 9), At)).Problem?.Code);
        Assert.Equal("not-an-extension", anchored.Decide(Request(0, 4)).Problem?.Code);
        Assert.Equal(2ul, After(anchored, Request(5, 9)).Anchor?.Seq);
    }

    [Fact]
    public void An_anchor_that_was_not_asked_for_is_not_final_and_one_that_is_final_stays_so()
    {
        Assert.Equal("not-requested", Opened.Decide(Finalise(1)).Problem?.Code);
        var anchored = After(Opened, Request(0, 5), Finalise(1));
        Assert.True(anchored.Decide(Finalise(1)).IsAlreadyDone);
        Assert.Equal("not-requested", anchored.Decide(Finalise(2)).Problem?.Code);
        Assert.True(anchored.Decide(Request(0, 5)).IsAlreadyDone);
    }

    [Fact]
    public void A_settlement_is_released_once_until_that_was_aborted()
    {
        var asked = After(Opened, Release(1, 1));
        // With whatever certificate.
        Assert.True(asked.Decide(Release(1, 1, proof: 9)).IsAlreadyDone);
        Assert.Equal("not-aborted", asked.Decide(Release(1, 2)).Problem?.Code);
        var sent = After(asked, Read(9, 1));
        Assert.Empty(sent.Calls);
        Assert.True(sent.Decide(Release(1, 1)).IsAlreadyDone);
        Assert.True(sent.Decide(Release(1, 2)).IsAlreadyDone);
        var aborted = After(sent, new AnswerMessage(Id, 1, BridgeOutcome.Rejected, Receipt(1), At), new EndMessage(Id, 1, BridgeEnd.Aborted, Receipt(2), At));
        Assert.Equal(new AbortedRelease(Settlement(1), 1), Assert.Single(aborted.View().Aborted));
        Assert.True(aborted.Decide(Release(1, 1)).IsAlreadyDone);
        var again = After(aborted, Release(1, 2));
        Assert.Empty(again.View().Aborted);
        var committed = After(again, Read(12, 2, 3), new EndMessage(Id, 3, BridgeEnd.Committed, Receipt(3), At));
        Assert.True(committed.Decide(Release(1, 3)).IsAlreadyDone);
        Assert.True(committed.Decide(Release(1, 2)).IsAlreadyDone);
    }

    [Fact]
    public void Messages_are_read_once_and_none_is_left_out()
    {
        Assert.Equal("message-missing", Opened.Decide(Read(9, 2)).Problem?.Code);
        var read = After(Opened, Read(9, 1, 2));
        Assert.Equal((9ul, 2ul), (read.ReadThrough, read.LastMessage));
        Assert.True(read.Decide(Read(9, 1, 2)).IsAlreadyDone);
        Assert.True(read.Decide(Read(5)).IsAlreadyDone);
        Assert.Equal("message-missing", read.Decide(Read(12, 4)).Problem?.Code);
        // A second announcement of what is known, and a new one.
        Assert.Equal(3ul, Assert.Single(After(read, Read(12, 1, 3)).Messages.Keys.Except(read.Messages.Keys)));
        var answered = After(read, new AnswerMessage(Id, 2, BridgeOutcome.Accepted, Receipt(1), At));
        Assert.True(answered.Decide(new AnswerMessage(Id, 2, BridgeOutcome.Accepted, Receipt(7), At)).IsAlreadyDone);
        Assert.Equal(ProblemKind.Conflict, answered.Decide(new AnswerMessage(Id, 2, BridgeOutcome.Rejected, Receipt(1), At)).Problem?.Kind);
        Assert.Equal("unknown-message", answered.Decide(new AnswerMessage(Id, 9, BridgeOutcome.Rejected, Receipt(1), At)).Problem?.Code);
        Assert.Equal("unknown-message", answered.Decide(new EndMessage(Id, 9, BridgeEnd.Aborted, Receipt(1), At)).Problem?.Code);
        Assert.True(After(answered, new EndMessage(Id, 2, BridgeEnd.Committed, Receipt(1), At))
            .Decide(new EndMessage(Id, 2, BridgeEnd.Committed, Receipt(1), At)).IsAlreadyDone);
    }

    [Fact]
    public void A_settlement_mints_once_and_another_cause_under_its_id_is_a_conflict()
    {
        var asked = After(ContractAnchor.Empty(Id), Link(1), Mint(1, 100));
        Assert.True(asked.Decide(Mint(1, 100)).IsAlreadyDone);
        // Read again after one of its PODs was erased: less is left of the batch, and it is the same.
        Assert.True(asked.Decide(Mint(1, 100) with { Grants = [] }).IsAlreadyDone);
        Assert.Equal(ProblemKind.Conflict, asked.Decide(Mint(1, 100) with { Cause = new EventId("market-session-s", 99) }).Problem?.Kind);
        Assert.Equal(new TokenEntry(Account, 100, 1), Assert.Single(Assert.Single(asked.Mints.Values).Entries));
        var minted = After(asked, new OpenContract(Id, 1337, None, At), new FinaliseMint(Id, Settlement(1), Receipt(1), At));
        Assert.True(minted.Decide(Mint(1, 100)).IsAlreadyDone);
        Assert.True(minted.Decide(new FinaliseMint(Id, Settlement(1), Receipt(1), At)).IsAlreadyDone);
        Assert.Equal("grants", minted.Decide(Mint(2, 1) with { Grants = [] }).Problem?.Field);
        var many = Enumerable.Repeat(new HolderGrant(Pod(1), 1, 0), MintRequest.MostEntries + 1).ToValueList();
        Assert.Equal("grants", minted.Decide(Mint(2, 1) with { Grants = many }).Problem?.Field);
        Assert.Equal("grants", minted.Decide(Mint(2, 1) with { Grants = [.. many.Take(2)] }).Problem?.Field);
        var most = After(minted, new RequestMint(Id, Settlement(3), Mint(3, 1).Cause, [new HolderGrant(Pod(9), ulong.MaxValue, 0)], At));
        Assert.Equal("grants", most.Decide(Mint(4, 1) with { Grants = [new HolderGrant(Pod(9), 1, 0)] }).Problem?.Field);
    }

    [Fact]
    public void Entries_of_a_batch_do_not_tell_by_their_place_whose_they_are()
    {
        var (a, b) = (Address.Parse("0x00000000000000000000000000000000000000a1"), Address.Parse("0x00000000000000000000000000000000000000a2"));
        var linked = After(ContractAnchor.Empty(Id), Link(1) with { Account = b }, Link(2) with { Account = a });
        var mint = Assert.Single(After(linked, Mint(1, 5) with { Grants = [new HolderGrant(Pod(1), 5, 0), new HolderGrant(Pod(2), 6, 0)] }).Mints.Values);
        Assert.Equal([new TokenEntry(a, 6, 0), new TokenEntry(b, 5, 0)], mint.Entries);
    }

    [Fact]
    public void Grants_of_a_pod_without_an_account_wait_and_follow_as_one_under_an_id_that_only_the_caller_knows()
    {
        var waiting = After(ContractAnchor.Empty(Id), Mint(1, 100), Mint(2, 7));
        Assert.Empty(waiting.Mints);
        Assert.Equal(2, waiting.View().Waiting);
        Assert.Equal("followUp", waiting.Decide(Link(1) with { FollowUp = default }).Problem?.Field);
        var linked = After(waiting, Link(1));
        Assert.Equal(0, linked.View().Waiting);
        var mint = Assert.Single(linked.View().Mints);
        // Certified by the last event that granted some of it: a head that covers that one covers those before.
        Assert.Equal(new MintRequest(FollowUp(1), new EventId("market-session-s", 3), [new TokenEntry(Account, 107, 2)]), mint);
        // Read again after the link, the batch is still the one that was asked for.
        Assert.True(linked.Decide(Mint(1, 100)).IsAlreadyDone);
        Assert.True(linked.Decide(Link(1)).IsAlreadyDone);
        Assert.Equal("account", linked.Decide(Link(1) with { Account = default }).Problem?.Field);
        var final = After(linked, new OpenContract(Id, 1337, None, At), new FinaliseMint(Id, FollowUp(1), Receipt(1), At));
        Assert.Equal((1, 0), (final.View().Minted, final.View().Mints.Count));
        Assert.True(final.Decide(new FinaliseMint(Id, FollowUp(1), Receipt(1), At)).IsAlreadyDone);
    }

    [Fact]
    public void An_account_is_not_left_while_tokens_are_being_taken_from_it_and_what_was_signed_is_good_once()
    {
        var other = Address.Parse("0x00000000000000000000000000000000000000bb");
        var granted = After(Opened, Link(1), Mint(1, 100));
        var away = Link(1) with { Account = other, Nonce = 1 };
        Assert.Equal("burn-under-way", granted.Decide(away).Problem?.Code);
        var final = After(granted, new FinaliseMint(Id, Settlement(1), Receipt(1), At));
        Assert.Equal("other-nonce", final.Decide(away with { Nonce = 0 }).Problem?.Code);
        var left = After(final, away);
        Assert.Equal((other, 2ul), (left.HolderOf(Pod(1)).Account, left.HolderOf(Pod(1)).Links));
        // The first account's own signature, once more: it was for the POD's first account.
        Assert.Equal("other-nonce", left.Decide(Link(1)).Problem?.Code);
        Assert.Equal(other, Assert.Single(Assert.Single(After(left, Mint(2, 5)).Mints.Values).Entries).Holder);
        // What waited and is taken from the first account holds it, too.
        var waited = After(Opened, Mint(1, 0), Link(1));
        Assert.Equal("burn-under-way", waited.Decide(away).Problem?.Code);
    }

    [Fact]
    public void Of_an_erased_pod_nothing_is_known_and_nothing_is_taken_any_more()
    {
        var known = After(Opened, Mint(1, 100), Link(1), Mint(2, 7), Mint(3, 9) with { Grants = [new HolderGrant(Pod(2), 9, 0)] });
        var erased = After(known, new EraseHolder(Id, Pod(1), At), new EraseHolder(Id, Pod(2), At));
        Assert.Empty(erased.Holdings);
        Assert.Equal((null, 0), (erased.HolderOf(Pod(1)).Account, erased.HolderOf(Pod(2)).Waiting));
        // The batch that others may be in, too, goes on; what only the POD waited for does not.
        Assert.Equal([Settlement(2)], erased.View().Mints.Select(m => m.Settlement));
        Assert.True(erased.Decide(new EraseHolder(Id, Pod(1), At)).IsAlreadyDone);
        Assert.Equal(ProblemKind.Gone, erased.Decide(Link(1) with { Nonce = 1 }).Problem?.Kind);
        Assert.True(erased.Decide(Mint(4, 3)).IsAlreadyDone);
        Assert.Equal(Pod(3), Assert.Single(After(erased, Mint(5, 3) with { Grants = [new HolderGrant(Pod(1), 3, 0), new HolderGrant(Pod(3), 4, 0)] })
            .Holdings.Keys));
    }

    [Fact]
    public void What_is_about_a_pod_is_sealed_under_its_key_and_gone_with_it()
    {
        var keys = new MemoryKeys();
        var codec = new EventCodec(PlatoneEvents.Registry, keys);
        var (state, events) = (Opened, new List<ContractAnchorEvent>());
        foreach (var command in (ContractAnchorCommand[])
            [Mint(1, 77_000_001), Mint(2, 5) with { Grants = [new HolderGrant(Pod(2), 6, 0), new HolderGrant(Pod(1), 77_000_002, 0)] }, Link(1)])
        {
            var decided = state.Decide(command).Events;
            state = decided.Aggregate(state, (s, e) => s.Apply(e));
            events.AddRange(decided);
        }
        byte[] pseudonym = Encoding.ASCII.GetBytes(Pod(1).ToString());
        var stored = events.Select(e => (Manifest: codec.ManifestOf(e), Bytes: codec.Encode(e)))
            .Append((Manifest: codec.ManifestOf(state), Bytes: codec.Encode(state))).ToList();
        foreach (var (manifest, bytes) in stored)
        {
            var open = Actors.Serialization.Wire.StoredEvent.Parser.ParseFrom(bytes).Open.SelectMany(u => u).ToArray();
            Assert.True(open.AsSpan().IndexOf(Account.ToBytes()) < 0, $"{manifest} has the account in the clear");
            Assert.True(open.AsSpan().IndexOf(pseudonym) < 0, $"{manifest} has the POD in the clear");
            Assert.True(open.AsSpan().IndexOf(FollowUp(1).ToBytes()) < 0, $"{manifest} has the id in the clear");
        }
        keys.Erase(Pod(1).Subject, At);
        var read = stored.Select(s => codec.Decode(s.Manifest, s.Bytes)).ToList();
        Assert.Equal([Pod(2)], read.OfType<MintRequested>().SelectMany(e => e.Waiting).Select(g => g.Pod));
        Assert.Null(Assert.Single(read.OfType<HolderLinked>()).Link);
        Assert.Null(Assert.Single(read.OfType<WaitingRequested>()).Waiting);
        Assert.Equal([Pod(2)], Assert.Single(read.OfType<ContractAnchor>()).Holdings.Keys);
        // What is left still folds, and so does what comes after.
        var folded = read.OfType<ContractAnchorEvent>().Aggregate(Opened, (s, e) => s.Apply(e))
            .Apply(new TokensMinted(Id, FollowUp(1), Receipt(1), At)).Apply(new HolderErased(Id, Pod(1), At));
        Assert.Equal([Pod(2)], folded.Holdings.Keys);
    }

    [Fact]
    public void After_a_year_of_ten_thousand_pods_without_accounts_the_state_is_still_small()
    {
        const int pods = 10_000;
        const int batches = pods / MintRequest.MostEntries;
        const long mostOfAPod = 200;
        const long mostBesides = 2_000;
        var days = Nightly.Times(4, 365);
        var ids = Enumerable.Range(0, pods).Select(i => new PodId(Pseudonym.From([(byte)(i >> 8), (byte)i, .. new byte[14]]))).ToArray();
        var codec = new EventCodec(PlatoneEvents.Registry, new MemoryKeys());
        var state = Opened;
        for (var day = 0; day < days; day++)
        {
            for (var batch = 0; batch < batches; batch++)
            {
                var grants = ids.Skip(batch * MintRequest.MostEntries).Take(MintRequest.MostEntries).Select(p => new HolderGrant(p, 12_345, 678));
                byte[] id = [(byte)(day >> 8), (byte)day, (byte)batch, .. new byte[29]];
                state = state.Decide(new RequestMint(Id, new Hash256(id), new EventId($"token-grants-da-2026-{day:000}", batch + 1), grants.ToValueList(), At))
                    .Events.Aggregate(state, (s, e) => s.Apply(e));
            }
            // Linear in the PODs, and of each batch there ever was 16 bytes: 234 kB a year.
            Assert.InRange(codec.Encode(state).Length, 1, pods * mostOfAPod + (day + 1) * batches * KnownNames.Bytes + mostBesides);
        }
        Assert.Equal(pods * days, state.View().Waiting);
        Assert.InRange(MessageBytes(state.View()), 1, 2_000);
        Assert.Equal((ulong)(12_345 * days), state.Holdings[ids[^1]].MintedWh);
        // A year's batches and calls, as they would be in a snapshot besides.
        Assert.InRange(pods * mostOfAPod + 365L * (batches + 20) * KnownNames.Bytes + mostBesides, 1, 4 << 20);
    }

    [Fact]
    public void However_much_waits_for_a_chain_an_answer_fits_a_frame_and_the_pages_have_the_first_calls_of_every_lane()
    {
        const int frame = 32 << 20;
        var random = new Random(1);
        var data = new byte[100_000];
        random.NextBytes(data);
        var state = ContractAnchor.Empty(Id);
        for (var call = 0; call < 8; call++)
        {
            for (var lane = 0; lane < 60; lane++)
                state = state.Apply(new CallRequested(Id, new CallRequest($"s{lane}/{call}", $"s{lane}", ValueList.Of<byte>(data), default), At));
        }
        var entries = Enumerable.Repeat(new TokenEntry(Account, 1, 1), MintRequest.MostEntries).ToValueList();
        for (byte mint = 0; mint < 120; mint++)
            state = state.Apply(new MintRequested(Id, new MintRequest(Settlement(mint), new EventId("s", mint + 1), entries), [], At));
        var (pages, page) = (new List<ContractAnchorView>(), 0);
        do
        {
            pages.Add(state.View(page));
            page = pages[^1].NextPage;
        }
        while (page != 0);
        Assert.All(pages, p => Assert.InRange(MessageBytes(p), 1, frame / 4));
        Assert.All(pages, p => Assert.Equal((480, 120), (p.Calls.Count + p.OtherCalls, p.Mints.Count + p.OtherMints)));
        Assert.Equal(Enumerable.Range(0, 120), pages.SelectMany(p => p.Mints).Select(m => (int)m.Settlement.ToBytes()[0]).Order());
        var lanes = pages.SelectMany(p => p.Calls).GroupBy(c => c.Lane).ToDictionary(l => l.Key, l => l.Select(c => c.Name).ToList());
        Assert.Equal(60, lanes.Count);
        // The first of each, in their order; each lane on one page.
        Assert.All(lanes, l => Assert.Equal(Enumerable.Range(0, 5).Select(n => $"{l.Key}/{n}"), l.Value));
        Assert.All(lanes.Keys, l => Assert.Single(pages, p => p.Calls.Any(c => c.Lane == l)));
        Assert.True(pages.Count > 2);
        Assert.Empty(state.View(pages.Count).Calls);
    }

    [Fact]
    public void A_call_is_asked_for_once_under_its_name_and_another_under_it_is_a_conflict()
    {
        var asked = After(ContractAnchor.Empty(Id), Calls(1, 2), Calls(2, 3));
        Assert.Equal(["call-1", "call-2", "call-3"], asked.Calls.Select(c => c.Name));
        Assert.True(asked.Decide(Calls(1, 3)).IsAlreadyDone);
        Assert.Equal(ProblemKind.Conflict, asked.Decide(Calls(4) with { Calls = [Call(4), Call(1) with { Data = [1, 2, 3, 9] }] }).Problem?.Kind);
        Assert.Equal("calls", asked.Decide(Calls(5, 5)).Problem?.Field);
        Assert.Equal("calls", asked.Decide(Calls(5) with { Calls = [Call(5) with { Data = [1, 2, 3] }] }).Problem?.Field);
        // What is given up need not wait for the chain.
        Assert.Equal(1, After(asked, new AbandonCall(Id, "call-1", "its deadline has passed", At)).View().Abandoned);
        var tied = After(asked, new OpenContract(Id, 1337, None, At), new FinaliseCall(Id, "call-2", Receipt(1), At),
            new AbandonCall(Id, "call-1", "its deadline has passed", At));
        Assert.Equal((1, 1, 1), (tied.View().Calls.Count, tied.View().Called, tied.View().Abandoned));
        Assert.True(tied.Decide(Calls(1, 2, 3)).IsAlreadyDone);
        Assert.True(tied.Decide(new FinaliseCall(Id, "call-2", Receipt(1), At)).IsAlreadyDone);
        Assert.True(tied.Decide(new AbandonCall(Id, "call-1", "again", At)).IsAlreadyDone);
        Assert.Equal("not-requested", tied.Decide(new FinaliseCall(Id, "call-1", Receipt(1), At)).Problem?.Code);
        Assert.Equal("not-under-way", tied.Decide(new AbandonCall(Id, "call-2", "late", At)).Problem?.Code);
    }

    [Fact]
    public void A_head_that_the_chain_lost_is_under_way_again_before_those_that_were()
    {
        var third = After(Opened, Request(0, 5), Finalise(1), Request(5, 9), Finalise(2), Request(9, 12));
        var (first, second) = (new AnchoredHead(1, 5, Root(5), Receipt(1)), new AnchorRequest(2, 9, Root(9), Proof(5, 9)));
        Assert.Equal("not-the-last", third.Decide(new UndoAnchor(Id, second with { Size = 8 }, first, At)).Problem?.Code);
        Assert.Equal("not-the-last", third.Decide(new UndoAnchor(Id, new AnchorRequest(1, 5, Root(5), []), None, At)).Problem?.Code);
        var undone = After(third, new UndoAnchor(Id, second, first, At));
        Assert.Equal((1ul, 2ul, 3ul), (undone.Head!.Seq, undone.Anchor!.Seq, Assert.Single(undone.Behind).Seq));
        Assert.True(undone.Decide(new UndoAnchor(Id, second, first, At)).IsAlreadyDone);
        var none = After(undone, new UndoAnchor(Id, new AnchorRequest(1, 5, Root(5), []), None, At));
        Assert.Equal((0ul, 1ul, 2), (none.Head!.Seq, none.Anchor!.Seq, none.Behind.Count));
        Assert.Equal("anchor-under-way", none.Decide(Request(0, 12)).Problem?.Code);
        var again = After(none, Finalise(1), Finalise(2), Finalise(3));
        Assert.Equal((3ul, 12ul, null), (again.Head!.Seq, again.Head.Size, again.Anchor));
        // A snapshot in the middle keeps what follows.
        var codec = new EventCodec(PlatoneEvents.Registry, new MemoryKeys());
        Assert.Equal(none, codec.Decode(codec.ManifestOf(none), codec.Encode(none)));
    }

    [Fact]
    public void Tokens_and_calls_that_the_chain_lost_are_under_way_again_once_and_in_order()
    {
        var opened = After(Opened, Link(1), Mint(1, 100), Calls(1, 2, 3, 4));
        var final = After(opened, new FinaliseMint(Id, Settlement(1), Receipt(1), At), new FinaliseCall(Id, "call-1", Receipt(1), At),
            new FinaliseCall(Id, "call-2", Receipt(2), At), new AbandonCall(Id, "call-3", "it cannot be", At));
        var mint = Assert.Single(opened.Mints.Values);
        Assert.Equal("not-final", final.Decide(new UndoMint(Id, mint with { Settlement = Settlement(2) }, At)).Problem?.Code);
        Assert.Equal("not-requested", final.Decide(UndoCalls(1, 9)).Problem?.Code);
        var undone = After(final, new UndoMint(Id, mint, At), UndoCalls(1, 2, 3, 4));
        Assert.Equal(["call-1", "call-2", "call-4"], undone.Calls.Select(c => c.Name));
        Assert.Equal((mint, 0, 1), (Assert.Single(undone.Mints.Values), undone.View().Minted, undone.View().Abandoned));
        Assert.True(undone.Decide(UndoCalls(1, 2, 3, 4)).IsAlreadyDone);
        Assert.True(undone.Decide(new UndoMint(Id, mint, At)).IsAlreadyDone);
        Assert.True(undone.Decide(Mint(1, 100)).IsAlreadyDone);
    }

    [Fact]
    public void Messages_that_the_chain_lost_are_read_again_and_what_was_to_end_them_is_forgotten()
    {
        // Settlement 1 has messages 1 (aborted) and 3, settlement 0 has message 2.
        CallRequest End(ulong message, string what) => new($"{what}-{message}", "lane", [1, 2, 3, 4], new EventId("bridge", 0));
        var read = After(Opened, Release(1, 1), Release(0, 1), Read(9, 1, 2),
            new RequestCalls(Id, [End(1, "abort"), End(2, "commit")], At), new EndMessage(Id, 1, BridgeEnd.Aborted, Receipt(1), At),
            new FinaliseCall(Id, "abort-1", Receipt(1), At), Release(1, 2), Read(20, 3));
        Assert.True(read.Decide(new UndoMessages(Id, 4, 20, [], At)).IsAlreadyDone);
        var rewound = After(read, new UndoMessages(Id, 4, 12, [], At));
        Assert.Equal((12ul, 3ul, 2), (rewound.ReadThrough, rewound.LastMessage, rewound.Messages.Count));

        var lost = After(read, new UndoMessages(Id, 2, 8, [new LostMessages(Settlement(0), 1), new LostMessages(Settlement(1), 1)], At));
        Assert.Equal((8ul, 1ul), (lost.ReadThrough, lost.LastMessage));
        Assert.Empty(lost.Messages);
        Assert.False(lost.Known.Contains("commit-2"));
        Assert.True(lost.Known.Contains("abort-1"));
        Assert.Equal(new SettlementRelease(1, BridgeEnd.Aborted), Assert.Single(lost.Releases).Value);
        // It was asked for already, and is once.
        Assert.Empty(lost.View().Aborted);
        Assert.True(lost.Decide(Release(1, 2)).IsAlreadyDone);
        Assert.Equal([2ul, 3], After(lost, Read(20, 2, 3)).Messages.Keys);
    }

    [Fact]
    public void An_alarm_is_raised_once_until_it_is_cleared()
    {
        var raised = After(Opened, new RaiseLedgerAlarm(Id, LedgerAlarmKind.Lag, "late", At));
        Assert.True(raised.Decide(new RaiseLedgerAlarm(Id, LedgerAlarmKind.Lag, "later", At)).IsAlreadyDone);
        Assert.Single(raised.Decide(new RaiseLedgerAlarm(Id, LedgerAlarmKind.Stuck, "stuck", At)).Events);
        Assert.Empty(After(raised, new ClearLedgerAlarm(Id, LedgerAlarmKind.Lag, At)).Alarms);
    }

    [Fact]
    public void Commands_are_idempotent_and_states_come_back_from_events_and_snapshots() =>
        Steps.Sample(steps => AggregateLaws.Hold<ContractAnchor, ContractAnchorCommand, ContractAnchorEvent>(
            ContractAnchor.Empty(Id), steps.Select((s, i) => Command(s, At.AddTicks(i * 1234567L)))));

    [Fact]
    public void Each_number_has_one_final_head_and_heads_only_grow() => Steps.Sample(steps =>
    {
        var (contract, heads) = (ContractAnchor.Empty(Id), new List<AnchoredHead>());
        foreach (var (step, i) in steps.Select((s, i) => (s, i)))
        {
            foreach (var @event in contract.Decide(Command(step, At.AddSeconds(i))).Events)
            {
                if (@event is AnchorFinalised e)
                    heads.Add(e.Head);
                contract = contract.Apply(@event);
            }
        }
        Assert.Equal(Enumerable.Range(1, heads.Count).Select(n => (ulong)n), heads.Select(h => h.Seq));
        Assert.Equal(heads.Select(h => h.Size).Distinct().Order(), heads.Select(h => h.Size));
        Assert.All(heads, h => Assert.Equal(Root((int)h.Size), h.Root));
    });

    private static Gen<(int Kind, int From, int To)[]> Steps => Gen.Select(Gen.Int[0, 19], Gen.Int[0, 8], Gen.Int[0, 8]).Array[1, 60];

    private static ContractAnchorCommand Command((int Kind, int From, int To) s, DateTimeOffset at) => s.Kind switch
    {
        0 => new OpenContract(Id, 1337, None, at),
        1 or 2 or 3 => Request(Math.Min(s.From, s.To), Math.Max(s.From, s.To)) with { At = at },
        4 or 5 => Finalise((ulong)s.From) with { At = at },
        6 when s.To == 8 => Link(1) with { At = at },
        6 when s is { To: 7, From: 8 } => new EraseHolder(Id, Pod(1), at),
        6 => Mint(s.From, (ulong)s.To / 4) with { At = at },
        10 => Calls(s.From, s.From + 1) with { At = at },
        11 => new FinaliseCall(Id, $"call-{s.From}", Receipt(s.To), at),
        12 => new AbandonCall(Id, $"call-{s.From}", "it cannot be", at),
        7 => new FinaliseMint(Id, Settlement(s.From), Receipt(s.To), at),
        8 => new RaiseLedgerAlarm(Id, (LedgerAlarmKind)(1 + s.From % 8), "détail", at),
        13 => Release(s.From, 1 + s.To / 8) with { At = at },
        14 => Read((ulong)s.To, s.From + 1) with { At = at },
        15 => new AnswerMessage(Id, (ulong)s.From, (BridgeOutcome)(1 + s.To % 3), Receipt(1), at),
        16 => new EndMessage(Id, (ulong)s.From, (BridgeEnd)(1 + s.To % 2), Receipt(2), at),
        17 => new UndoMint(Id, new MintRequest(Settlement(s.From), new EventId("market-session-s", 1), [new TokenEntry(Account, 1, 0)]), at),
        18 => UndoCalls(s.From, s.From + 1) with { At = at },
        19 => new UndoMessages(Id, (ulong)s.From, (ulong)s.To, [], at),
        _ => new ClearLedgerAlarm(Id, (LedgerAlarmKind)(1 + s.From % 8), at),
    };

    private static ContractAnchor After(ContractAnchor contract, params ContractAnchorCommand[] commands) =>
        commands.Aggregate(contract, (a, c) => a.Decide(c) is { Problem: null } d ? d.Events.Aggregate(a, (s, e) => s.Apply(e))
            : throw new InvalidOperationException($"{c}: {a.Decide(c).Problem}"));

    private static RequestAnchor Request(int from, int to) => new(Id, (ulong)to, Root(to), from == 0 ? [] : Proof(from, to), At);

    private static FinaliseAnchor Finalise(ulong seq) => new(Id, seq, Receipt((int)seq), At);

    private static RequestCalls Calls(params int[] calls) => new(Id, calls.Select(Call).ToValueList(), At);

    private static UndoCalls UndoCalls(params int[] calls) => new(Id, calls.Select(Call).ToValueList(), At);

    private static CallRequest Call(int call) =>
        new($"call-{call}", $"lane-{call % 3}", [1, 2, 3, 4, (byte)call], new EventId("market-session-s", call));

    private static RequestRelease Release(int settlement, int attempt, byte proof = 0) =>
        new(Id, Settlement(settlement), attempt, [1, 2, 3, 4, proof], new EventId("market-session-s", 1), At);

    private static ReadMessages Read(ulong through, params int[] messages) => new(Id, through,
        messages.Select(m => new BridgeMessage((ulong)m, Settlement(m % 2), [(byte)m], Receipt(m))).ToValueList(), At);

    private static RequestMint Mint(int settlement, ulong wh) =>
        new(Id, Settlement(settlement), new EventId("market-session-s", settlement + 1), [new HolderGrant(Pod(1), wh, 1)], At);

    private static LinkHolder Link(byte pod) => new(Id, Pod(pod), Account, [1, 2, 3], At) { Deadline = 4_102_444_800, FollowUp = FollowUp(pod) };

    private static Hash256 FollowUp(byte pod) => new([pod, 0xf0, .. new byte[30]]);

    private static int MessageBytes(ContractAnchorView view) => new MessageCodec(new MessageRegistry(PlatoneMessages.Tables)).Encode(view).Length;

    private static Hash256 Settlement(int number) => new([(byte)number, .. new byte[31]]);

    private static PodId Pod(byte number) => new(Pseudonym.From([number, .. new byte[15]]));

    private static ChainReceipt Receipt(int number) => new(new Hash256([(byte)number, 2, .. new byte[30]]), new BlockRef((ulong)number, default));

    private static Hash256 Root(int size) => new(NaiveTree.Root(Leaves.AsSpan(0, size)));

    private static ValueList<Hash256> Proof(int from, int to) =>
        from == to ? [] : NaiveTree.Proof(from, Leaves.AsSpan(0, to)).Select(h => new Hash256(h)).ToValueList();
}
