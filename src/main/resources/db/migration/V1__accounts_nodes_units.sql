create sequence account_seq;

create table account (
  id            bigint primary key,
  name          varchar(64)  not null unique,
  password_hash varchar(512) not null,
  role          varchar(16)  not null,
  disabled      boolean      not null,
  created       bigint       not null,
  last_login    bigint
);

create table sign_in (
  token_hash varchar(64) primary key,
  account_id bigint not null references account (id) on delete cascade,
  created    bigint not null,
  last_used  bigint not null
);

create index sign_in_account on sign_in (account_id);

create table node (
  id         varchar(16) primary key,
  name       varchar(64) not null unique,
  kind       varchar(8)  not null,
  self       boolean     not null,
  token_hash varchar(64) unique,
  created    bigint      not null
);

create table series_unit (
  node_id varchar(16) not null,
  metric  varchar(64) not null,
  unit    varchar(16) not null,
  primary key (node_id, metric)
);
