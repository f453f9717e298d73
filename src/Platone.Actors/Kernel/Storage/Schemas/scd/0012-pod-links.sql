-- What owners of PODs signed for the registry, and since when a light node's key is revoked. No event of these was there before.
create table pod_link (
    pod KEY primary key, registry text not null, chain_id bigint not null, commitment text not null, account text not null,
    meter_key_hash text not null, nonce bigint not null, deadline bigint not null, linked_at_us bigint not null,
    linked_event_nr bigint not null, revoked_at_us bigint, revoked_event_nr bigint, ordering bigint not null);
alter table light_node add column key_revoked_at_us bigint;
