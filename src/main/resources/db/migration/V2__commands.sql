create table command (
  id           varchar(64)   primary key,
  place        bigint        not null unique,
  node_id      varchar(16)   not null references node (id) on delete cascade,
  action       varchar(64)   not null,
  arguments    varchar(4096) not null,
  ordered_by   varchar(128)  not null,
  state        varchar(16)   not null,
  reason       varchar(256),
  created      bigint        not null,
  expires      bigint        not null,
  sent         bigint,
  acknowledged bigint,
  ended        bigint
);

create index command_node on command (node_id, place);

create table declared_actions (
  node_id varchar(16)    primary key references node (id) on delete cascade,
  actions varchar(16384) not null
);

create table audit (
  id        bigint       primary key,
  noted     bigint       not null,
  noted_by  varchar(128) not null,
  what      varchar(32)  not null,
  node_id   varchar(16),
  node_name varchar(64),
  detail    varchar(256)
);
