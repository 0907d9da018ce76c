create table api_key (
  id         varchar(16) primary key,
  account_id bigint      not null references account (id) on delete cascade,
  name       varchar(64) not null,
  key_hash   varchar(64) not null unique,
  created    bigint      not null,
  last_used  bigint,
  unique (account_id, name)
);
