-- One word for what was not accepted.
update command set state = 'REJECTED' where state = 'REFUSED';
update sender set decision = 'REJECTED' where decision = 'REFUSED';
update audit set what = 'reject' where what = 'refuse';
