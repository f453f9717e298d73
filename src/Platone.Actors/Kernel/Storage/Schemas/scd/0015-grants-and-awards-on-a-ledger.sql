-- Which contract each grant of tokens was brought to, and where it is minted for good; and how many awards a call proves, so that each award
-- shows its own. Both are in events that were read before: their projections read the journal again.
alter table token_grant add column ledger text;
alter table token_grant add column contract text;
alter table token_grant add column settlement KEY;
alter table token_grant add column asked_at_us bigint;
alter table token_grant add column transaction_hash text;
alter table token_grant add column block_number bigint;
alter table token_grant add column block_hash text;
alter table token_grant add column final_at_us bigint;
create index token_grant_settlement on token_grant (settlement);
alter table ledger_call add column awards integer;
update projection_offset set ordering = 0 where projection in ('tokens', 'ledger-calls');
delete from erased where projection in ('tokens', 'ledger-calls');
delete from token_policy;
delete from token_grant;
delete from ledger_call;
