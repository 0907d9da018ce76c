alter table api_key add column writes boolean default false not null;
alter table api_key add column all_nodes boolean default true not null;
alter table api_key add column expires bigint;
alter table api_key add column expiry_noted boolean default false not null;

create table api_key_node (
  key_id  varchar(16) not null references api_key (id) on delete cascade,
  node_id varchar(16) not null references node (id) on delete cascade,
  primary key (key_id, node_id)
);
