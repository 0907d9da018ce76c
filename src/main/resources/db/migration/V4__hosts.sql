create table host (
  node_id         varchar(16)  primary key references node (id) on delete cascade,
  way             varchar(8)   not null,
  address         varchar(256),
  port            integer      not null,
  agent_key       varchar(256),
  interval_millis integer      not null,
  running         boolean      not null,
  agent           varchar(64),
  run_id          varchar(64),
  last_seq        bigint       not null,
  created         bigint       not null
);
