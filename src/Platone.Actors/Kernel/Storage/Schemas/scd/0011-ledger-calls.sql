-- What contracts of the ledgers were asked for, and where it is final.
create table ledger_call (
    ledger KEY not null, contract KEY not null, name KEY not null, lane KEY not null, requested_at_us bigint not null, transaction_hash text,
    block_number bigint, block_hash text, final_at_us bigint, given_up text, ordering bigint not null,
    primary key (ledger, contract, name));
create index ledger_call_lane on ledger_call (lane);
create index ledger_call_name on ledger_call (name);
