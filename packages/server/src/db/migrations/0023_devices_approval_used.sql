-- What somebody else has allowed is for the first thing that it was used on: asked for again it is done again, and nothing else is.
alter table device add column approval_used_for text;
