-- Wrong PINs and badges weigh on the device on which they were tried: a lock of each person alone lets somebody try a few
-- PINs of everybody.
alter table device add column wrong_tries_until timestamptz;
