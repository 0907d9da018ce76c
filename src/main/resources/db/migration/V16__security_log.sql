create table security_entry (
  id         bigint       primary key,
  first_time bigint       not null,
  last_time  bigint       not null,
  times      bigint       not null,
  stranger   boolean      not null,
  noted_by   varchar(128) not null,
  what       varchar(32)  not null,
  account    varchar(64)  not null,
  address    varchar(64),
  detail     varchar(256)
);

insert into security_entry (id, first_time, last_time, times, stranger, noted_by, what, account, address, detail)
  select id, noted, noted, 1, false, noted_by, what, '', null, detail from audit where what in ('account', 'key');

delete from audit where what in ('account', 'key');
