create table sender (
  id       varchar(16)  primary key,
  door     varchar(16)  not null,
  address  varchar(128) not null,
  name     varchar(256) not null,
  decision varchar(16)  not null,
  node_id  varchar(16)  references node (id) on delete cascade,
  created  bigint       not null,
  unique (door, address, name)
);

create index sender_node on sender (node_id);

create table blocked_address (
  address varchar(128) primary key,
  created bigint       not null
);
