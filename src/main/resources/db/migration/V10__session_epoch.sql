-- Raised by every change of the password, the role or whether the account is disabled: a session of
-- an older epoch is worth nothing.
alter table account add column session_epoch bigint default 0 not null;
alter table sign_in add column epoch bigint default 0 not null;
