alter table host add column tls boolean default false not null;
