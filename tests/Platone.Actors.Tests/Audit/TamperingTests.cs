using System.Security.Cryptography;
using Platone.Actors.Audit;
using Platone.Actors.Audit.Reading;
using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Tokens;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Markets.Tokens.Policies;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Notary.Bundles;

namespace Platone.Actors.Tests.Audit;

/// <summary>Somebody with all keys and all files changes one thing: the audit finds it and names it.</summary>
public sealed class TamperingTests(RecordedMarket recorded) : IClassFixture<RecordedMarket>, IDisposable
{
    private const string Settlement = "ms.settlement-calculated.1";

    private readonly AuditCopy _copy = recorded.Copy();

    public void Dispose() => _copy.Dispose();

    [Fact]
    public async Task An_untouched_journal_is_clean_and_nothing_is_written()
    {
        var before = Files();
        var report = await _copy.AuditAsync(new AuditRequest { ReadModel = _copy.ReadModel() });
        Assert.True(report.IsClean, string.Join('\n', report.Findings));
        // Nothing was anchored.
        Assert.All(report.Lines.Where(l => l.Check != AuditCheck.Anchors), l => Assert.True(l.State == AuditState.Ok, l.ToString()));
        Assert.Equal(AuditState.Skipped, report.Lines.Single(l => l.Check == AuditCheck.Anchors).State);
        Assert.Equal(Attestation.SelfAttested, report.Attestation);
        Assert.Equal(before, Files());

        var session = Assert.Single(report.Sessions);
        Assert.Equal((AuditWorld.Session, SessionPhase.Settled, 3), (session.Session, session.Phase, session.Pods));
        Assert.Equal([1, 2], session.Versions.Select(v => v.Version));
        Assert.Equal(recorded.VersionTwo.Statement.Totals, session.Versions[1].Totals);
        Assert.NotEqual(session.Versions[0].Totals, session.Versions[1].Totals);
        Assert.Empty(report.Notes);
    }

    [Fact]
    public async Task As_of_an_earlier_time_the_statements_are_as_they_were()
    {
        var then = await _copy.AuditAsync(new AuditRequest { Session = AuditWorld.Session, AsOf = RecordedMarket.SecondSeal.AddTicks(-10) });
        Assert.True(then.IsClean, string.Join('\n', then.Findings));
        Assert.Equal(recorded.VersionOne.Statement.Totals, Assert.Single(then.Sessions[0].Versions).Totals);
        Assert.Equal(RecordedMarket.FirstSeal, then.Checkpoint.SealedAt);
        Assert.Contains(then.Notes, n => n.Text == $"{AuditCopy.SessionStream} goes on after the checkpoint; events that are not looked at: 1");

        var now = await _copy.AuditAsync(new AuditRequest { AsOf = RecordedMarket.SecondSeal });
        Assert.Equal(2, now.Sessions[0].Versions.Count);
        await Assert.ThrowsAsync<NothingToAuditException>(() => _copy.AuditAsync(new AuditRequest { AsOf = AuditWorld.Opening }));
        await Assert.ThrowsAsync<NothingToAuditException>(() => _copy.AuditAsync(new AuditRequest { Session = new MarketSessionId("none") }));
    }

    [Fact]
    public async Task A_flipped_byte_of_any_event_that_was_used_is_found()
    {
        // Every stream, and bytes at the beginning, in the middle and at the end of an event.
        (string Stream, long Number, double Place)[] places =
        [
            (AuditCopy.SessionStream, 1, 0.5), (AuditCopy.SessionStream, 5, 0.9), (AuditCopy.SessionStream, await _copy.LastAsync(AuditCopy.SessionStream, Settlement), 0.01),
            (AuditCopy.PodStream(0), 1, 0.99), (AuditCopy.PodStream(1), 80, 0.3), (AuditCopy.PodStream(2), 182, 0.7),
        ];
        foreach (var (stream, number, place) in places)
        {
            var bytes = await _copy.BytesAsync(stream, number);
            var forged = bytes.ToArray();
            forged[(int)(place * forged.Length)] ^= 1;
            await _copy.WriteAsync(stream, number, forged);
            Finds(await _copy.AuditAsync(), new EventId(stream, number));
            await _copy.WriteAsync(stream, number, bytes);
        }
        Assert.True((await _copy.AuditAsync()).IsClean);
    }

    [Fact]
    public async Task A_removed_event_is_found_in_the_middle_and_at_the_end_of_a_stream()
    {
        await _copy.SqlAsync("journal.db", $"delete from journal where persistence_id = '{AuditCopy.PodStream(1)}' and sequence_number = 40");
        var report = await _copy.AuditAsync();
        Finds(report, new EventId(AuditCopy.PodStream(1), 40), AuditCheck.Sequence);
        Assert.Contains(report.Findings, f => f is { Check: AuditCheck.Journal, Recorded: "missing" });
    }

    [Fact]
    public async Task A_correction_that_was_made_to_vanish_is_missed_by_the_log()
    {
        var last = await _copy.LastAsync(AuditCopy.SessionStream, Settlement);
        await _copy.SqlAsync("journal.db", $"delete from journal where persistence_id = '{AuditCopy.SessionStream}' and sequence_number = {last}");
        var report = await _copy.AuditAsync();
        Assert.False(report.IsClean);
        // The tokens it granted are still there.
        Assert.Equal([(AuditCheck.Journal, "missing"), (AuditCheck.Tokens, "2")], report.Findings.Select(f => (f.Check, f.Recorded)));
        // As of before, it was not there yet.
        Assert.True((await _copy.AuditAsync(new AuditRequest { AsOf = RecordedMarket.FirstSeal })).IsClean);
    }

    [Fact]
    public async Task Two_events_that_changed_places_are_found()
    {
        var (one, other) = (await _copy.BytesAsync(AuditCopy.PodStream(2), 30), await _copy.BytesAsync(AuditCopy.PodStream(2), 31));
        await _copy.WriteAsync(AuditCopy.PodStream(2), 30, other);
        await _copy.WriteAsync(AuditCopy.PodStream(2), 31, one);
        var report = await _copy.AuditAsync();
        Finds(report, new EventId(AuditCopy.PodStream(2), 30), AuditCheck.Inclusion);
        Assert.Contains(report.Findings, f => f.Event == new EventId(AuditCopy.PodStream(2), 31));
    }

    [Fact]
    public async Task A_forged_amount_is_found_with_what_follows_instead()
    {
        var number = await _copy.LastAsync(AuditCopy.SessionStream, Settlement, skip: 1);
        var right = recorded.VersionOne.Lines[0].DeliveredJ;
        await _copy.ForgeAsync<SettlementCalculated>(AuditCopy.SessionStream, number, Settlement, e => e with
        {
            Settlement = e.Settlement with { Lines = [e.Settlement.Lines[0] with { DeliveredJ = right + 900_000 }, .. e.Settlement.Lines.Skip(1)] },
        });
        var report = await _copy.AuditAsync();
        var first = Finds(report, new EventId(AuditCopy.SessionStream, number), AuditCheck.Settlement);
        Assert.Equal(("settlement.lines[0].deliveredJ", right + 900_000, right), (first.What, decimal.Parse(first.Recorded), decimal.Parse(first.Follows)));
        Assert.Contains(report.Findings, f => f.Check == AuditCheck.Inclusion && f.Event == first.Event);
    }

    [Fact]
    public async Task A_forged_grant_of_tokens_is_found_and_a_policy_that_reaches_back()
    {
        const string stream = "token-grants-terni-1", granted = "token-grants.tokens-granted.1", set = "token-policy.set.1";
        var number = await _copy.LastAsync(stream, granted, skip: 1);
        var before = await _copy.BytesAsync(stream, number);
        await _copy.ForgeAsync<TokensGranted>(stream, number, granted,
            e => e with { Grants = [e.Grants[0] with { Minted = e.Grants[0].Minted + 1 }, .. e.Grants.Skip(1)] });
        Assert.Equal("grants[0].minted", Finds(await _copy.AuditAsync(), new EventId(stream, number), AuditCheck.Tokens).What);
        await _copy.WriteAsync(stream, number, before);

        const string policies = "token-policy-aggregator";
        await _copy.ForgeAsync<TokenPolicySet>(policies, 1, set, e => e with { Policy = new TokenPolicy(2, 0), RecordedAt = e.ValidFrom.AddSeconds(1) });
        var report = await _copy.AuditAsync();
        Assert.Contains("token-policy-in-the-past", Finds(report, new EventId(policies, 1), AuditCheck.Tokens).Follows, StringComparison.Ordinal);
        Assert.Contains(report.Findings, f => f.What == "policy.mintedPerKilowattHour" && f.Event == new EventId(stream, number));
    }

    [Fact]
    public async Task A_forged_statement_is_found_to_the_cent()
    {
        var number = await _copy.LastAsync(AuditCopy.SessionStream, Settlement);
        await _copy.ForgeAsync<SettlementCalculated>(AuditCopy.SessionStream, number, Settlement, e => e with
        {
            Settlement = e.Settlement with
            {
                Statement = e.Settlement.Statement with
                {
                    Totals = e.Settlement.Statement.Totals.Select((t, i) => i > 0 ? t : t with { Total = t.Total with { Amount = t.Total.Amount + 0.01m } }).ToValueList(),
                },
            },
        });
        Assert.Equal("settlement.statement.totals[0].total.amount",
            Finds(await _copy.AuditAsync(), new EventId(AuditCopy.SessionStream, number), AuditCheck.Settlement).What);
    }

    [Fact]
    public async Task A_forged_price_of_an_award_is_found_and_what_was_settled_from_it_follows()
    {
        const string cleared = "ms.session-cleared.1";
        var number = await _copy.LastAsync(AuditCopy.SessionStream, cleared);
        await _copy.ForgeAsync<SessionCleared>(AuditCopy.SessionStream, number, cleared, e => e with
        {
            Awards = [e.Awards[0] with { Price = e.Awards[0].Price + 1 }, .. e.Awards.Skip(1)],
        });
        var report = await _copy.AuditAsync();
        Assert.Equal("awards[0].price", Finds(report, new EventId(AuditCopy.SessionStream, number), AuditCheck.Clearing).What);
        // The settlements were made with the other price.
        Assert.Contains(report.Findings, f => f.Check == AuditCheck.Settlement && f.What.EndsWith(".order.price", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_forged_baseline_is_found_in_the_set_points_and_the_settlement_that_were_made_from_it()
    {
        const string baseline = "pod.baseline-set.1";
        var number = await _copy.LastAsync(AuditCopy.PodStream(1), baseline);
        await _copy.ForgeAsync<BaselineSet>(AuditCopy.PodStream(1), number, baseline, e => e with
        {
            Baseline = e.Baseline! with { Power = PowerProfile.Of(e.Baseline.Power.Count, _ => 7_000) },
        });
        var report = await _copy.AuditAsync();
        Finds(report, new EventId(AuditCopy.PodStream(1), number), AuditCheck.Inclusion);
        Assert.Contains(report.Findings, f => f.Check == AuditCheck.SetPoints && f.What.EndsWith(".baselineW", StringComparison.Ordinal) && f.Follows == "7000");
        Assert.Contains(report.Findings, f => f.Check == AuditCheck.Settlement && f.What.EndsWith(".deliveredJ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_set_point_that_was_scheduled_otherwise_than_issued_is_found()
    {
        const string scheduled = "pod.set-point-scheduled.1";
        var number = await _copy.LastAsync(AuditCopy.PodStream(0), scheduled);
        await _copy.ForgeAsync<SetPointScheduled>(AuditCopy.PodStream(0), number, scheduled, e => e with
        {
            SetPoint = e.SetPoint! with { PowerW = e.SetPoint.PowerW + 1 },
        });
        Assert.Equal("setPoint.powerW", Finds(await _copy.AuditAsync(), new EventId(AuditCopy.PodStream(0), number), AuditCheck.SetPoints).What);
    }

    [Fact]
    public async Task A_reservation_of_less_than_was_published_is_found()
    {
        const string reserved = "pod.flexibility-reserved.1";
        var number = await _copy.LastAsync(AuditCopy.PodStream(0), reserved);
        await _copy.ForgeAsync<FlexibilityReserved>(AuditCopy.PodStream(0), number, reserved, e => e with
        {
            Reservation = e.Reservation! with { Power = PowerProfile.Of(e.Reservation.Power.Count, i => e.Reservation.Power[i] / 2) },
        });
        var report = await _copy.AuditAsync();
        Finds(report, new EventId(AuditCopy.PodStream(0), number), AuditCheck.Inclusion);
        Assert.Contains(report.Findings, f => f.Check == AuditCheck.Reservations && f.Event!.Value.PersistenceId == AuditCopy.SessionStream);
    }

    [Fact]
    public async Task A_verdict_that_would_have_been_refused_is_found()
    {
        const string validated = "ms.outcome-validated.1";
        var number = await _copy.LastAsync(AuditCopy.SessionStream, validated);
        await _copy.ForgeAsync<OutcomeValidated>(AuditCopy.SessionStream, number, validated, e => e with { Verdicts = [.. e.Verdicts.Skip(1)] });
        Assert.Contains("verdict-missing", Finds(await _copy.AuditAsync(), new EventId(AuditCopy.SessionStream, number), AuditCheck.Decisions).Follows,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_that_leaves_out_what_was_known_is_found()
    {
        var number = await _copy.LastAsync(AuditCopy.SessionStream, Settlement, skip: 1);
        await _copy.ForgeAsync<SettlementCalculated>(AuditCopy.SessionStream, number, Settlement, e => e with
        {
            Settlement = e.Settlement with { Cut = e.Settlement.Cut with { Pods = e.Settlement.Cut.Pods.Select(p => p with { Through = p.Through - 1 }).ToValueList() } },
        });
        var first = Finds(await _copy.AuditAsync(), new EventId(AuditCopy.SessionStream, number), AuditCheck.Settlement);
        Assert.Equal("settlement.cut", first.What);
    }

    [Theory]
    [InlineData("settlement_line", "net = '0'", "version = 2 and line_nr = 3", "settlement_line row 3, net of the read model")]
    [InlineData("statement", "total = '1000000'", "version = 1 and participant = 'aggregator'", "statement row aggregator, total of the read model")]
    [InlineData("ledger_entry", "payee = 'somebody'", "version = 1 and place = 0", "ledger_entry row 0, payee of the read model")]
    public async Task A_read_model_that_shows_something_else_is_found(string table, string change, string where, string row)
    {
        await _copy.SqlAsync("scd.db", $"update {table} set {change} where {where}");
        var report = await _copy.AuditAsync(new AuditRequest { ReadModel = _copy.ReadModel() });
        Assert.Equal(row, Assert.Single(report.Findings).What);
        Assert.Equal(AuditCheck.ReadModel, report.First!.Check);
        Assert.True((await _copy.AuditAsync()).IsClean);
    }

    [Fact]
    public async Task A_row_too_few_or_too_many_of_a_read_model_is_found()
    {
        await _copy.SqlAsync("scd.db", "delete from ledger_entry where version = 1 and place = 1");
        await _copy.SqlAsync("scd.db", "insert into ledger_entry select session, version, 77, payer, payee, kind, amount, delivered_j, deficiency_j from ledger_entry where version = 2 and place = 0");
        var report = await _copy.AuditAsync(new AuditRequest { ReadModel = _copy.ReadModel() });
        Assert.Equal(["no row", "a row"], report.Findings.Select(f => f.Recorded));
    }

    [Fact]
    public async Task Forged_tiles_do_not_lead_to_the_checkpoint()
    {
        await _copy.SqlAsync("ledger.db", "update tile set hashes = cast(zeroblob(32) || substr(hashes, 33) as blob) where level = 0 and idx = 0");
        var report = await _copy.AuditAsync();
        Assert.Contains("tile 0/0", Finds(report, new EventId("token-policy-aggregator", 1), AuditCheck.Inclusion).Follows, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_holds_something_else_than_bytes_is_no_clean_one()
    {
        await _copy.SqlAsync("journal.db", $"update journal set message = 'text' where persistence_id = '{AuditCopy.PodStream(0)}' and sequence_number = 7");
        await Assert.ThrowsAsync<UnreadableStoreException>(() => _copy.AuditAsync());
    }

    [Fact]
    public async Task A_forged_checkpoint_is_not_signed()
    {
        await _copy.SqlAsync("ledger.db", "update checkpoint set root = zeroblob(32)");
        var report = await _copy.AuditAsync();
        Assert.Contains(report.Findings, f => f.Check == AuditCheck.Checkpoint);
        await _copy.SqlAsync("ledger.db", "update checkpoint set note = replace(note, char(10) || size || char(10), char(10) || (size - 1) || char(10))");
        report = await _copy.AuditAsync();
        Assert.Contains(report.Findings, f => f is { Check: AuditCheck.Checkpoint, What: "signature" });
    }

    [Fact]
    public async Task An_external_checkpoint_vouches_for_what_it_covers()
    {
        var then = await _copy.AuditAsync(new AuditRequest { AsOf = RecordedMarket.FirstSeal, Checkpoint = recorded.Second });
        Assert.Equal((true, Attestation.ExternalCheckpoint), (then.IsClean, then.Attestation));
        var same = await _copy.AuditAsync(new AuditRequest { Checkpoint = recorded.Second });
        Assert.Equal((true, Attestation.ExternalCheckpoint), (same.IsClean, same.Attestation));
        // The one kept from before the correction says nothing about the correction.
        var older = await _copy.AuditAsync(new AuditRequest { Checkpoint = recorded.First });
        Assert.Equal((AuditCheck.Checkpoint, "external checkpoint"), (older.First!.Check, older.First.What));
    }

    [Fact]
    public async Task A_log_that_was_set_back_is_found_by_whoever_kept_a_checkpoint()
    {
        await _copy.SqlAsync("ledger.db", "delete from checkpoint where size = (select max(size) from checkpoint)");
        await _copy.SqlAsync("ledger.db", "update head set size = (select size from checkpoint), root = (select root from checkpoint), ordering = (select ordering from checkpoint)");
        Assert.True((await _copy.AuditAsync()).IsClean);
        var report = await _copy.AuditAsync(new AuditRequest { Checkpoint = recorded.Second });
        Assert.Contains(report.Findings, f => f.Check == AuditCheck.Checkpoint && f.Follows.Contains("set back", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_erased_POD_is_no_difference_and_what_it_takes_with_it_is_named()
    {
        await _copy.EraseAsync(AuditWorld.Pod(1));
        var report = await _copy.AuditAsync();
        Assert.True(report.IsClean, string.Join('\n', report.Findings));
        Assert.Contains(report.Notes, n => n.Text.Contains($"POD {AuditWorld.Pod(1)} is erased", StringComparison.Ordinal)
            && n.Text.Contains("leaf present", StringComparison.Ordinal));
        Assert.Contains(report.Notes, n => n.Text.Contains("statements of version 2 cannot be made again", StringComparison.Ordinal));
        Assert.Contains("erased, leaf present", report.Lines.Single(l => l.Check == AuditCheck.Inclusion).Text, StringComparison.Ordinal);

        // The lines of the others are still settled again.
        var number = await _copy.LastAsync(AuditCopy.SessionStream, Settlement);
        await _copy.ForgeAsync<SettlementCalculated>(AuditCopy.SessionStream, number, Settlement, e => e with
        {
            Settlement = e.Settlement with { Lines = [e.Settlement.Lines[0] with { DeficiencyJ = 1 }, .. e.Settlement.Lines.Skip(1)] },
        });
        Finds(await _copy.AuditAsync(), new EventId(AuditCopy.SessionStream, number), AuditCheck.Settlement);
    }

    [Fact]
    public async Task Without_keys_nothing_can_be_audited()
    {
        File.Delete(Path.Combine(_copy.Folder, "master.key"));
        await Assert.ThrowsAsync<MissingKeysException>(() => _copy.AuditAsync());
        await File.WriteAllTextAsync(Path.Combine(_copy.Folder, "master.key"), System.Buffers.Text.Base64Url.EncodeToString(new byte[32]));
        await Assert.ThrowsAsync<CryptographicException>(() => _copy.AuditAsync());
        File.Delete(Path.Combine(_copy.Folder, "keys.db"));
        await Assert.ThrowsAsync<MissingKeysException>(() => _copy.AuditAsync());
    }

    private static AuditFinding Finds(AuditReport report, EventId id, AuditCheck? check = null)
    {
        Assert.False(report.IsClean);
        Assert.True(id == report.First!.Event, string.Join('\n', report.Findings));
        if (check is { } which)
            Assert.True(which == report.First.Check, string.Join('\n', report.Findings));
        return report.First;
    }

    private List<string> Files() => [.. Directory.EnumerateFiles(_copy.Folder).Order()
        .Select(f => $"{f} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))} {File.GetLastWriteTimeUtc(f):O}")];
}
