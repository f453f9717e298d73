create table participant (
    participant text collate "C" primary key, name text, role text not null, is_suspended boolean not null, ordering bigint not null);
create table api_key (
    key_hash text collate "C" primary key, participant text collate "C" not null, issued_at_us bigint not null, revoked_at_us bigint);
create table operator_action (
    journal text collate "C" not null, event_nr bigint not null, action text not null, operator text collate "C" not null, command text not null, node text not null,
    at_us bigint not null, ordering bigint not null, primary key (journal, event_nr));
create table pod (
    pod text collate "C" primary key, valid_from_us bigint not null, bus text not null, time_zone text not null, connection_w integer not null,
    owner text collate "C", ordering bigint not null);
create index pod_owner on pod (owner);
create table portfolio (
    portfolio text collate "C" primary key, aggregator text collate "C" not null, ordering bigint not null);
create index portfolio_aggregator on portfolio (aggregator);
create table portfolio_pod (
    pod text collate "C" not null, portfolio text collate "C" not null, valid_from_us bigint not null, valid_until_us bigint,
    primary key (pod, portfolio, valid_from_us));
create index portfolio_pod_portfolio on portfolio_pod (portfolio);
create table light_node (
    node text collate "C" primary key, pod text collate "C" not null, public_key text, valid_from_us bigint not null,
    last_reading_us bigint, last_seen_us bigint, clock_skew_us bigint, last_epoch integer not null,
    readings bigint not null, refused bigint not null, is_silent boolean not null,
    open_until_us bigint, open_since_us bigint,
    backwards_readings bigint not null, last_backwards_us bigint, bad_signatures bigint not null, last_bad_signature_us bigint,
    retired_at_us bigint, last_event_nr bigint not null);
create index light_node_pod on light_node (pod);
create table reading (
    pod text collate "C" not null, time_us bigint not null, node text collate "C" not null, epoch integer not null, seq bigint not null,
    active_power_w integer, reactive_power_var integer, voltage_mv integer, current_ma integer,
    import_wh bigint, export_wh bigint, temperature_milli_c integer, ems text, bms text,
    quality integer not null, event_nr bigint not null, unit integer not null, ordering bigint not null,
    primary key (pod, time_us, node, epoch, seq));
create table quarter_hour (
    pod text collate "C" not null, start_us bigint not null, energy_j bigint not null, method integer not null, covered_s integer not null,
    quality integer not null, version integer not null, at_us bigint not null, event_nr bigint not null, ordering bigint not null,
    primary key (pod, start_us));
create table quarter_hour_before (
    pod text collate "C" not null, start_us bigint not null, event_nr bigint not null, energy_j bigint not null, at_us bigint not null,
    primary key (pod, start_us, event_nr));
create table day (
    pod text collate "C" not null, date text collate "C" not null, import_j bigint not null, export_j bigint not null,
    quarter_hours integer not null, expected integer not null, doubtful integer not null,
    primary key (pod, date));
create table month (
    pod text collate "C" not null, date text collate "C" not null, import_j bigint not null, export_j bigint not null,
    quarter_hours integer not null, expected integer not null, doubtful integer not null,
    primary key (pod, date));
create table pod_zone (
    pod text collate "C" primary key, time_zone text not null);
create table battery (
    battery text collate "C" primary key, pod text collate "C" not null, capacity_wh bigint not null, charge_w integer not null, discharge_w integer not null,
    time_us bigint, state_of_charge_permille integer, active_power_w integer, retired_at_us bigint,
    ordering bigint not null);
create index battery_pod on battery (pod);
create table grid_sensor (
    sensor text collate "C" primary key, kind text not null, bus text not null, ordering bigint not null);
create table grid_sensor_sample (
    sensor text collate "C" not null, measurand text collate "C" not null, phase text collate "C" not null, time_us bigint not null, value double precision not null,
    ordering bigint not null, primary key (sensor, measurand, phase));
create table seal (
    tree_size bigint primary key, through_ordering bigint not null, sealed_at_us bigint not null, root_hex text not null);
create index seal_through_ordering on seal (through_ordering);
create table anchor (
    ledger text collate "C" not null, contract text collate "C" not null, seq bigint not null, tree_size bigint not null, transaction_hash text not null,
    block_number bigint not null, block_hash text not null, at_us bigint not null, ordering bigint not null,
    primary key (ledger, contract, seq));
create index anchor_tree_size on anchor (tree_size);
create table erased (
    projection text collate "C" not null, pseudonym text collate "C" not null, primary key (projection, pseudonym));
create table projection_offset (
    projection text collate "C" primary key, ordering bigint not null);

create table session (
    session text collate "C" primary key, kind text not null, area text collate "C" not null, network text not null, time_zone text not null,
    start_us bigint not null, intervals integer not null, gate_closes_at_us bigint not null, settles_at_us bigint not null,
    rules text not null, phase text not null, round integer not null, requests integer not null, offers integer not null,
    published_round integer, published_at_us bigint, published_event_nr bigint, published_ordering bigint,
    cleared_event_nr bigint, overdue_since_us bigint,
    settlement_version integer not null, corrections_until_us bigint, event_nr bigint not null, ordering bigint not null);
create index session_start on session (start_us);
create index session_published on session (published_ordering);
create index session_phase on session (phase);
create table outcome (
    session text collate "C" not null, request text collate "C" not null, place integer not null, round integer not null,
    requested_j bigint not null, unserved_j bigint not null, shortfall_j text not null,
    front text not null, chosen integer not null, event_nr bigint not null, ordering bigint not null,
    primary key (session, request));
create table award (
    session text collate "C" not null, request text collate "C" not null, offer text collate "C" not null, place integer not null, round integer not null,
    factor_millionths integer not null, power_w text not null, energy_j bigint not null, price text not null,
    event_nr bigint not null, unit integer not null, ordering bigint not null,
    primary key (session, request, offer));
create index award_place on award (session, place);
create table award_pod (
    session text collate "C" not null, request text collate "C" not null, offer text collate "C" not null, pod text collate "C" not null, power_w text not null,
    primary key (session, request, offer, pod));
create index award_pod_pod on award_pod (pod, session);
create table award_verdict (
    session text collate "C" not null, round integer not null, request text collate "C" not null, offer text collate "C" not null, network text collate "C" not null,
    method text not null, finding text not null, limit_millionths integer not null, binding text, detail text,
    at_us bigint not null, event_nr bigint not null, ordering bigint not null,
    primary key (session, round, request, offer));
create table community (
    community text collate "C" primary key, network text collate "C" not null, bus text not null, name text, battery text collate "C",
    event_nr bigint not null, ordering bigint not null);
create table request (
    session text collate "C" not null, request text collate "C" not null, requester text collate "C" not null, is_dso boolean not null, service text not null,
    direction text not null, buses text, power_w text not null, price_cap text, priority integer not null,
    expires_at_us bigint not null, is_withdrawn boolean not null, event_nr bigint not null, ordering bigint not null,
    primary key (session, request));
create index request_arrival on request (session, event_nr);
create index request_requester on request (requester);
create table offer (
    session text collate "C" not null, offer text collate "C" not null, aggregator text collate "C" not null, portfolio text collate "C" not null, direction text not null,
    power_w text not null, price text not null, min_activation_millionths integer not null, reliability text not null,
    alternative_of text, customer_share text not null, expires_at_us bigint not null, is_divisible boolean not null,
    source_session text collate "C", source_offer text collate "C", remaining_millionths integer not null, is_withdrawn boolean not null,
    event_nr bigint not null, unit integer not null, ordering bigint not null, primary key (session, offer));
create index offer_arrival on offer (session, event_nr, unit);
create index offer_aggregator on offer (aggregator);
create table offer_pod (
    session text collate "C" not null, offer text collate "C" not null, pod text collate "C" not null, bus text not null, connection_w bigint not null,
    customer text collate "C", power_w text not null, primary key (session, offer, pod));
create index offer_pod_pod on offer_pod (pod);
create index offer_pod_customer on offer_pod (customer);
create table activation (
    session text collate "C" not null, activation text collate "C" not null, requester text collate "C" not null, first_interval integer not null,
    intervals integer not null, at_us bigint not null, event_nr bigint not null, ordering bigint not null,
    primary key (session, activation));
create table activation_award (
    session text collate "C" not null, activation text collate "C" not null, request text collate "C" not null, offer text collate "C" not null,
    primary key (session, activation, request, offer));
create table set_point (
    pod text collate "C" not null, set_point text collate "C" not null, session text collate "C", activation text collate "C", interval_nr integer,
    valid_from_us bigint not null, valid_until_us bigint not null, power_w bigint not null,
    baseline_w bigint, up_w bigint, down_w bigint, scheduled_event_nr bigint, delivered_at_us bigint,
    acknowledged_at_us bigint, measured_w bigint, event_nr bigint, unit integer, ordering bigint not null,
    primary key (pod, set_point));
create index set_point_session on set_point (session, pod, interval_nr);
create index set_point_until on set_point (valid_until_us);
create table baseline (
    pod text collate "C" not null, start_us bigint not null, event_nr bigint not null, power_w bigint not null, brp text collate "C" not null,
    at_us bigint not null, ordering bigint not null, primary key (pod, start_us, event_nr));
create table reservation (
    pod text collate "C" not null, session text collate "C" not null, request text collate "C" not null, offer text collate "C" not null, direction text not null,
    start_us bigint not null, power_w text not null, energy_j bigint not null, at_us bigint not null,
    event_nr bigint not null, ordering bigint not null, primary key (pod, session, request, offer));
create index reservation_offer on reservation (session, offer);
create table settlement_line (
    session text collate "C" not null, version integer not null, line_nr integer not null, request text collate "C" not null, offer text collate "C" not null,
    requester text collate "C" not null, is_dso boolean not null, aggregator text collate "C" not null, pod text collate "C" not null, customer text collate "C",
    direction text not null, start_us bigint not null, length_s integer not null, rank integer not null,
    ordered_w text not null, price text not null, penalty_price text not null, customer_share text not null,
    basis text not null, substitute text, metered_j text, delivered_j text not null, deficiency_j text not null,
    paid_share text not null, paid text not null, penalty text not null, net text not null,
    event_nr bigint not null, unit integer not null, ordering bigint not null,
    primary key (session, version, line_nr));
create index settlement_line_pod on settlement_line (pod, start_us);
create table settlement_version (
    session text collate "C" not null, version integer not null, at_us bigint not null, log_size bigint not null, pods integer not null,
    lines integer not null, waiting_lines integer not null, event_nr bigint not null, ordering bigint not null,
    primary key (session, version));
create table settlement_cut (
    session text collate "C" not null, version integer not null, pod text collate "C" not null, through_nr bigint not null,
    primary key (session, version, pod));
create index settlement_cut_pod on settlement_cut (pod);
create table dispute (
    session text collate "C" not null, dispute text collate "C" not null, disputer text collate "C" not null, version integer not null, request text collate "C" not null,
    offer text collate "C" not null, pod text collate "C" not null, direction text not null, start_us bigint not null, length_s integer not null,
    reason text not null, at_us bigint not null, event_nr bigint not null, ordering bigint not null, state text not null,
    resolution text, baseline_w bigint, metered_j bigint, resolved_at_us bigint, resolved_event_nr bigint,
    resolved_ordering bigint, primary key (session, dispute));
create index dispute_pod on dispute (pod);
create table settled_month (
    session text collate "C" primary key, month text collate "C" not null);
create table monthly_statement (
    participant text collate "C" not null, month text collate "C" not null, session text collate "C" not null, version integer not null, total text not null,
    currency text not null, minor_digits integer not null, delivered_j text not null, waiting_lines integer not null,
    at_us bigint not null, event_nr bigint not null, unit integer not null, ordering bigint not null,
    primary key (participant, month, session));
create index monthly_statement_month on monthly_statement (month);
create index monthly_statement_session on monthly_statement (session);
create table statement (
    session text collate "C" not null, version integer not null, participant text collate "C" not null, total text not null, currency text not null,
    minor_digits integer not null, delivered_j text not null, waiting_lines integer not null, at_us bigint not null,
    event_nr bigint not null, unit integer not null, ordering bigint not null,
    primary key (session, version, participant));
create table ledger_entry (
    session text collate "C" not null, version integer not null, place integer not null, payer text collate "C" not null, payee text collate "C" not null,
    kind text not null, amount text not null, delivered_j text not null, deficiency_j text not null,
    primary key (session, version, place));
create table portfolio_delivery (
    portfolio text collate "C" not null, session text collate "C" not null, version integer not null, orders integer not null, delivered text not null,
    at_us bigint not null, event_nr bigint not null, ordering bigint not null, primary key (portfolio, session));
create table offer_reliability (
    session text collate "C" not null, offer text collate "C" not null, portfolio text collate "C" not null, own_figure text not null, orders integer not null,
    delivered text not null, reliability text not null, event_nr bigint not null, unit integer, ordering bigint not null,
    primary key (session, offer));
create table alarm (
    session text collate "C" not null, request text collate "C" not null, interval_nr integer not null, through_us bigint, instructed_w bigint not null,
    shortfall_w bigint not null, activation text collate "C", at_us bigint not null, event_nr bigint not null, ordering bigint not null,
    primary key (session, request, interval_nr));
create table alarm_award (
    session text collate "C" not null, request text collate "C" not null, interval_nr integer not null, offer text collate "C" not null, instructed_w bigint not null,
    projected_w bigint not null, unseen_w bigint not null, primary key (session, request, interval_nr, offer));
create table rebound (
    session text collate "C" not null, round integer not null, request text collate "C" not null, offer text collate "C" not null, affected text collate "C" not null,
    first_interval integer not null, worst_w bigint not null, energy_j bigint not null, event_nr bigint not null,
    ordering bigint not null, primary key (session, round, request, offer, affected));
create table delivery_policy (
    session text collate "C" not null, request text collate "C" not null, action text not null, tolerance text not null, most_w bigint, most_cost text,
    most_intervals integer not null, event_nr bigint not null, ordering bigint not null, primary key (session, request));
create table token_policy (
    aggregator text collate "C" not null, valid_from_us bigint not null, minted_per_kwh text not null, burned_per_kwh text not null,
    at_us bigint not null, event_nr bigint not null, ordering bigint not null, primary key (aggregator, valid_from_us));
create table token_grant (
    session text collate "C" not null, event_nr bigint not null, unit integer not null, version integer not null, batch integer not null,
    aggregator text collate "C" not null, pod text collate "C" not null, customer text collate "C", minted bigint not null, burned bigint not null,
    at_us bigint not null, ordering bigint not null, primary key (session, event_nr, unit));
create index token_grant_pod on token_grant (pod);
