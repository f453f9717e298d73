using LinqToDB.Data;
using Platone.Actors.Kernel.Storage;

namespace Platone.Actors.Scd.Storage;

/// <summary>
/// The tables of the SCD (described for their readers in <c>docs/scd.md</c>). A store of an older version is emptied and made anew:
/// the projections fill it from the journal.
/// </summary>
internal static class ScdSchema
{
    /// <summary>To be raised with every change of a table or of what a projection writes into it.</summary>
    public const int Version = 10;

    // KEY: ids compare by their bytes in every locale. CLUSTERED: rows are stored in the order of their key.
    private const string Tables = """
        create table participant (
            participant KEY primary key, name text, role text not null, is_suspended boolean not null, ordering bigint not null);
        create table api_key (
            key_hash KEY primary key, participant KEY not null, issued_at_us bigint not null, revoked_at_us bigint);
        create table operator_action (
            journal KEY not null, event_nr bigint not null, action text not null, operator KEY not null, command text not null, node text not null,
            at_us bigint not null, ordering bigint not null, primary key (journal, event_nr));
        create table pod (
            pod KEY primary key, valid_from_us bigint not null, bus text not null, time_zone text not null, connection_w integer not null,
            owner KEY, ordering bigint not null);
        create index pod_owner on pod (owner);
        create table pod_link (
            pod KEY primary key, registry text not null, chain_id bigint not null, commitment text not null, account text not null,
            meter_key_hash text not null, nonce bigint not null, deadline bigint not null, linked_at_us bigint not null,
            linked_event_nr bigint not null, revoked_at_us bigint, revoked_event_nr bigint, ordering bigint not null);
        create table portfolio (
            portfolio KEY primary key, aggregator KEY not null, ordering bigint not null);
        create index portfolio_aggregator on portfolio (aggregator);
        create table portfolio_pod (
            pod KEY not null, portfolio KEY not null, valid_from_us bigint not null, valid_until_us bigint,
            primary key (pod, portfolio, valid_from_us));
        create index portfolio_pod_portfolio on portfolio_pod (portfolio);
        create table light_node (
            node KEY primary key, pod KEY not null, public_key text, valid_from_us bigint not null,
            last_reading_us bigint, last_seen_us bigint, clock_skew_us bigint, last_epoch integer not null,
            readings bigint not null, refused bigint not null, is_silent boolean not null,
            open_until_us bigint, open_since_us bigint,
            backwards_readings bigint not null, last_backwards_us bigint, bad_signatures bigint not null, last_bad_signature_us bigint,
            retired_at_us bigint, last_event_nr bigint not null, key_revoked_at_us bigint);
        create index light_node_pod on light_node (pod);
        create table reading (
            pod KEY not null, time_us bigint not null, node KEY not null, epoch integer not null, seq bigint not null,
            active_power_w integer, reactive_power_var integer, voltage_mv integer, current_ma integer,
            import_wh bigint, export_wh bigint, temperature_milli_c integer, ems text, bms text,
            quality integer not null, event_nr bigint not null, unit integer not null, ordering bigint not null,
            primary key (pod, time_us, node, epoch, seq)) CLUSTERED;
        create table quarter_hour (
            pod KEY not null, start_us bigint not null, energy_j bigint not null, method integer not null, covered_s integer not null,
            quality integer not null, version integer not null, at_us bigint not null, event_nr bigint not null, ordering bigint not null,
            primary key (pod, start_us)) CLUSTERED;
        create table quarter_hour_before (
            pod KEY not null, start_us bigint not null, event_nr bigint not null, energy_j bigint not null, at_us bigint not null,
            primary key (pod, start_us, event_nr)) CLUSTERED;
        create table day (
            pod KEY not null, date KEY not null, import_j bigint not null, export_j bigint not null,
            quarter_hours integer not null, expected integer not null, doubtful integer not null,
            primary key (pod, date)) CLUSTERED;
        create table month (
            pod KEY not null, date KEY not null, import_j bigint not null, export_j bigint not null,
            quarter_hours integer not null, expected integer not null, doubtful integer not null,
            primary key (pod, date)) CLUSTERED;
        create table pod_zone (
            pod KEY primary key, time_zone text not null);
        create table battery (
            battery KEY primary key, pod KEY not null, capacity_wh bigint not null, charge_w integer not null, discharge_w integer not null,
            time_us bigint, state_of_charge_permille integer, active_power_w integer, retired_at_us bigint,
            ordering bigint not null);
        create index battery_pod on battery (pod);
        create table grid_sensor (
            sensor KEY primary key, kind text not null, bus text not null, ordering bigint not null);
        create table grid_sensor_sample (
            sensor KEY not null, measurand KEY not null, phase KEY not null, time_us bigint not null, value double precision not null,
            ordering bigint not null, primary key (sensor, measurand, phase)) CLUSTERED;
        create table seal (
            tree_size bigint primary key, through_ordering bigint not null, sealed_at_us bigint not null, root_hex text not null);
        create index seal_through_ordering on seal (through_ordering);
        create table anchor (
            ledger KEY not null, contract KEY not null, seq bigint not null, tree_size bigint not null, transaction_hash text not null,
            block_number bigint not null, block_hash text not null, at_us bigint not null, ordering bigint not null,
            primary key (ledger, contract, seq));
        create index anchor_tree_size on anchor (tree_size);
        create table contract_call (
            contract KEY not null, name KEY not null, lane text not null, state text not null, reason text, transaction_hash text,
            block_number bigint, block_hash text, requested_at_us bigint not null, ended_at_us bigint, ordering bigint not null,
            primary key (contract, name));
        create index contract_call_name on contract_call (name);
        create table erased (
            projection KEY not null, pseudonym KEY not null, primary key (projection, pseudonym)) CLUSTERED;
        create table projection_offset (
            projection KEY primary key, ordering bigint not null);

        """;

    private const string All = Tables + MarketSchema.Tables;

    private static readonly string[] Names =
    [
        "participant", "api_key", "operator_action", "pod", "portfolio", "portfolio_pod", "light_node", "reading", "quarter_hour", "quarter_hour_before",
        "day", "month", "pod_zone",
        "pod_link", "contract_call", "battery", "grid_sensor", "grid_sensor_sample", "seal", "anchor", "erased", "projection_offset",
            .. MarketSchema.Names,
    ];

    /// <summary>Makes the tables, or makes them anew if they are of an older version.</summary>
    /// <exception cref="NewerSchemaException">A newer program made them.</exception>
    /// <exception cref="InvalidOperationException">The database is only read, and they are of an older version.</exception>
    public static async Task EnsureAsync(Database database, CancellationToken cancellation)
    {
        if (database.IsReadOnly)
        {
            await using var reading = database.Connect();
            var there = await reading.ExecuteAsync<int?>("select max(version) from schema_version", cancellation).ConfigureAwait(false);
            if (there == Version)
                return;
            throw there > Version
                ? new NewerSchemaException(there.Value, Version)
                : new InvalidOperationException($"the SCD has tables of version {there ?? 0}, this program reads {Version}: start it as a node first");
        }
        const string version = "create table if not exists schema_version (version integer not null)";
        await database.EnsureCreatedAsync(version, version, cancellation).ConfigureAwait(false);

        await using var connection = database.Connect();
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        // The lock of all schema work, see Database; SQLite has one writer anyway.
        if (database.Provider == DatabaseProvider.PostgreSql)
            await connection.ExecuteAsync("select pg_advisory_xact_lock(1620001)", cancellation).ConfigureAwait(false);
        var found = await connection.ExecuteAsync<int?>("select max(version) from schema_version", cancellation).ConfigureAwait(false);
        if (found == Version)
            return;
        if (found > Version)
            throw new NewerSchemaException(found.Value, Version);

        var drop = string.Concat(Names.Select(name => $"drop table if exists {name}; "));
        await connection.ExecuteAsync(drop + Text(database.Provider), cancellation).ConfigureAwait(false);
        await connection.ExecuteAsync($"delete from schema_version; insert into schema_version (version) values ({Version})", cancellation)
            .ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    private static string Text(DatabaseProvider provider) => provider == DatabaseProvider.Sqlite
        ? All.Replace("KEY", "text", StringComparison.Ordinal).Replace("CLUSTERED", "without rowid", StringComparison.Ordinal)
        : All.Replace("KEY", "text collate \"C\"", StringComparison.Ordinal).Replace(" CLUSTERED", "", StringComparison.Ordinal);
}

/// <summary>The SCD's tables were made by a newer program; an older one must not touch them.</summary>
/// <param name="found">Their version.</param>
/// <param name="known">The version this program makes.</param>
public sealed class NewerSchemaException(int found, int known)
    : Exception($"the SCD has tables of version {found}; this program knows version {known}: start the newer program");
