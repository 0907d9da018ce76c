create table node_key (
  node_id  varchar(16) primary key references node (id) on delete cascade,
  key_hash varchar(64) not null unique,
  created  bigint      not null
);
