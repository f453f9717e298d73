-- How far a projection that was made anew must have read before its rows may be believed. Of those there were, none is wanting.
create table projection_goal (projection KEY primary key, ordering bigint not null);
