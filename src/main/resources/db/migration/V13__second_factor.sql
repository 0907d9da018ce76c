alter table account add column must_change boolean default false not null;
alter table account add column totp_secret varchar(64);
alter table account add column totp_step bigint default 0 not null;

create table recovery_code (
  code_hash  varchar(64) primary key,
  account_id bigint not null references account (id) on delete cascade
);

create index recovery_code_account on recovery_code (account_id);
