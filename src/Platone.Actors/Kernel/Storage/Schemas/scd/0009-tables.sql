-- The read models (docs/scd.md). KEY: ids compare by their bytes in every locale. CLUSTERED: rows are stored in the order of their key.
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
    retired_at_us bigint, last_event_nr bigint not null);
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
create table erased (
    projection KEY not null, pseudonym KEY not null, primary key (projection, pseudonym)) CLUSTERED;
create table projection_offset (
    projection KEY primary key, ordering bigint not null);

create table session (
    session KEY primary key, kind text not null, area KEY not null, network text not null, time_zone text not null,
    start_us bigint not null, intervals integer not null, gate_closes_at_us bigint not null, settles_at_us bigint not null,
    rules text not null, phase text not null, round integer not null, requests integer not null, offers integer not null,
    published_round integer, published_at_us bigint, published_event_nr bigint, published_ordering bigint,
    cleared_event_nr bigint, overdue_since_us bigint,
    settlement_version integer not null, corrections_until_us bigint, event_nr bigint not null, ordering bigint not null);
create index session_start on session (start_us);
create index session_published on session (published_ordering);
create index session_phase on session (phase);
create table outcome (
    session KEY not null, request KEY not null, place integer not null, round integer not null,
    requested_j bigint not null, unserved_j bigint not null, shortfall_j text not null,
    front text not null, chosen integer not null, event_nr bigint not null, ordering bigint not null,
    primary key (session, request)) CLUSTERED;
create table award (
    session KEY not null, request KEY not null, offer KEY not null, place integer not null, round integer not null,
    factor_millionths integer not null, power_w text not null, energy_j bigint not null, price text not null,
    event_nr bigint not null, unit integer not null, ordering bigint not null,
    primary key (session, request, offer)) CLUSTERED;
create index award_place on award (session, place);
create table award_pod (
    session KEY not null, request KEY not null, offer KEY not null, pod KEY not null, power_w text not null,
    primary key (session, request, offer, pod)) CLUSTERED;
create index award_pod_pod on award_pod (pod, session);
create table award_verdict (
    session KEY not null, round integer not null, request KEY not null, offer KEY not null, network KEY not null,
    method text not null, finding text not null, limit_millionths integer not null, binding text, detail text,
    at_us bigint not null, event_nr bigint not null, ordering bigint not null,
    primary key (session, round, request, offer)) CLUSTERED;
create table community (
    community KEY primary key, network KEY not null, bus text not null, name text, battery KEY,
    event_nr bigint not null, ordering bigint not null);
create table request (
    session KEY not null, request KEY not null, requester KEY not null, is_dso boolean not null, service text not null,
    direction text not null, buses text, power_w text not null, price_cap text, priority integer not null,
    expires_at_us bigint not null, is_withdrawn boolean not null, event_nr bigint not null, ordering bigint not null,
    primary key (session, request)) CLUSTERED;
create index request_arrival on request (session, event_nr);
create index request_requester on request (requester);
create table offer (
    session KEY not null, offer KEY not null, aggregator KEY not null, portfolio KEY not null, direction text not null,
    power_w text not null, price text not null, min_activation_millionths integer not null, reliability text not null,
    alternative_of text, customer_share text not null, expires_at_us bigint not null, is_divisible boolean not null,
    source_session KEY, source_offer KEY, remaining_millionths integer not null, is_withdrawn boolean not null,
    event_nr bigint not null, unit integer not null, ordering bigint not null, primary key (session, offer)) CLUSTERED;
create index offer_arrival on offer (session, event_nr, unit);
create index offer_aggregator on offer (aggregator);
create table offer_pod (
    session KEY not null, offer KEY not null, pod KEY not null, bus text not null, connection_w bigint not null,
    customer KEY, power_w text not null, primary key (session, offer, pod)) CLUSTERED;
create index offer_pod_pod on offer_pod (pod);
create index offer_pod_customer on offer_pod (customer);
create table activation (
    session KEY not null, activation KEY not null, requester KEY not null, first_interval integer not null,
    intervals integer not null, at_us bigint not null, event_nr bigint not null, ordering bigint not null,
    primary key (session, activation)) CLUSTERED;
create table activation_award (
    session KEY not null, activation KEY not null, request KEY not null, offer KEY not null,
    primary key (session, activation, request, offer)) CLUSTERED;
create table set_point (
    pod KEY not null, set_point KEY not null, session KEY, activation KEY, interval_nr integer,
    valid_from_us bigint not null, valid_until_us bigint not null, power_w bigint not null,
    baseline_w bigint, up_w bigint, down_w bigint, scheduled_event_nr bigint, delivered_at_us bigint,
    acknowledged_at_us bigint, measured_w bigint, event_nr bigint, unit integer, ordering bigint not null,
    primary key (pod, set_point)) CLUSTERED;
create index set_point_session on set_point (session, pod, interval_nr);
create index set_point_until on set_point (valid_until_us);
create table baseline (
    pod KEY not null, start_us bigint not null, event_nr bigint not null, power_w bigint not null, brp KEY not null,
    at_us bigint not null, ordering bigint not null, primary key (pod, start_us, event_nr)) CLUSTERED;
create table reservation (
    pod KEY not null, session KEY not null, request KEY not null, offer KEY not null, direction text not null,
    start_us bigint not null, power_w text not null, energy_j bigint not null, at_us bigint not null,
    event_nr bigint not null, ordering bigint not null, primary key (pod, session, request, offer)) CLUSTERED;
create index reservation_offer on reservation (session, offer);
create table settlement_line (
    session KEY not null, version integer not null, line_nr integer not null, request KEY not null, offer KEY not null,
    requester KEY not null, is_dso boolean not null, aggregator KEY not null, pod KEY not null, customer KEY,
    direction text not null, start_us bigint not null, length_s integer not null, rank integer not null,
    ordered_w text not null, price text not null, penalty_price text not null, customer_share text not null,
    basis text not null, substitute text, metered_j text, delivered_j text not null, deficiency_j text not null,
    paid_share text not null, paid text not null, penalty text not null, net text not null,
    event_nr bigint not null, unit integer not null, ordering bigint not null,
    primary key (session, version, line_nr)) CLUSTERED;
create index settlement_line_pod on settlement_line (pod, start_us);
create table settlement_version (
    session KEY not null, version integer not null, at_us bigint not null, log_size bigint not null, pods integer not null,
    lines integer not null, waiting_lines integer not null, event_nr bigint not null, ordering bigint not null,
    primary key (session, version)) CLUSTERED;
create table settlement_cut (
    session KEY not null, version integer not null, pod KEY not null, through_nr bigint not null,
    primary key (session, version, pod)) CLUSTERED;
create index settlement_cut_pod on settlement_cut (pod);
create table dispute (
    session KEY not null, dispute KEY not null, disputer KEY not null, version integer not null, request KEY not null,
    offer KEY not null, pod KEY not null, direction text not null, start_us bigint not null, length_s integer not null,
    reason text not null, at_us bigint not null, event_nr bigint not null, ordering bigint not null, state text not null,
    resolution text, baseline_w bigint, metered_j bigint, resolved_at_us bigint, resolved_event_nr bigint,
    resolved_ordering bigint, primary key (session, dispute)) CLUSTERED;
create index dispute_pod on dispute (pod);
create table settled_month (
    session KEY primary key, month KEY not null);
create table monthly_statement (
    participant KEY not null, month KEY not null, session KEY not null, version integer not null, total text not null,
    currency text not null, minor_digits integer not null, delivered_j text not null, waiting_lines integer not null,
    at_us bigint not null, event_nr bigint not null, unit integer not null, ordering bigint not null,
    primary key (participant, month, session)) CLUSTERED;
create index monthly_statement_month on monthly_statement (month);
create index monthly_statement_session on monthly_statement (session);
create table statement (
    session KEY not null, version integer not null, participant KEY not null, total text not null, currency text not null,
    minor_digits integer not null, delivered_j text not null, waiting_lines integer not null, at_us bigint not null,
    event_nr bigint not null, unit integer not null, ordering bigint not null,
    primary key (session, version, participant)) CLUSTERED;
create table ledger_entry (
    session KEY not null, version integer not null, place integer not null, payer KEY not null, payee KEY not null,
    kind text not null, amount text not null, delivered_j text not null, deficiency_j text not null,
    primary key (session, version, place)) CLUSTERED;
create table portfolio_delivery (
    portfolio KEY not null, session KEY not null, version integer not null, orders integer not null, delivered text not null,
    at_us bigint not null, event_nr bigint not null, ordering bigint not null, primary key (portfolio, session)) CLUSTERED;
create table offer_reliability (
    session KEY not null, offer KEY not null, portfolio KEY not null, own_figure text not null, orders integer not null,
    delivered text not null, reliability text not null, event_nr bigint not null, unit integer, ordering bigint not null,
    primary key (session, offer)) CLUSTERED;
create table alarm (
    session KEY not null, request KEY not null, interval_nr integer not null, through_us bigint, instructed_w bigint not null,
    shortfall_w bigint not null, activation KEY, at_us bigint not null, event_nr bigint not null, ordering bigint not null,
    primary key (session, request, interval_nr)) CLUSTERED;
create table alarm_award (
    session KEY not null, request KEY not null, interval_nr integer not null, offer KEY not null, instructed_w bigint not null,
    projected_w bigint not null, unseen_w bigint not null, primary key (session, request, interval_nr, offer)) CLUSTERED;
create table rebound (
    session KEY not null, round integer not null, request KEY not null, offer KEY not null, affected KEY not null,
    first_interval integer not null, worst_w bigint not null, energy_j bigint not null, event_nr bigint not null,
    ordering bigint not null, primary key (session, round, request, offer, affected)) CLUSTERED;
create table delivery_policy (
    session KEY not null, request KEY not null, action text not null, tolerance text not null, most_w bigint, most_cost text,
    most_intervals integer not null, event_nr bigint not null, ordering bigint not null, primary key (session, request)) CLUSTERED;
create table token_policy (
    aggregator KEY not null, valid_from_us bigint not null, minted_per_kwh text not null, burned_per_kwh text not null,
    at_us bigint not null, event_nr bigint not null, ordering bigint not null, primary key (aggregator, valid_from_us)) CLUSTERED;
create table token_grant (
    session KEY not null, event_nr bigint not null, unit integer not null, version integer not null, batch integer not null,
    aggregator KEY not null, pod KEY not null, customer KEY, minted bigint not null, burned bigint not null,
    at_us bigint not null, ordering bigint not null, primary key (session, event_nr, unit)) CLUSTERED;
create index token_grant_pod on token_grant (pod);
