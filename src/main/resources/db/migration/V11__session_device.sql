-- Where a session was opened from, for the list of one's own.
alter table sign_in add column address varchar(64);
alter table sign_in add column device varchar(64);
