-- `Welcome` and `welcome` are one handle: nobody could tell two definitions apart by the case of a letter.

drop index reward_definition_by_handle;
create unique index reward_definition_by_handle on reward_definition (lower(handle)) where deleted_at is null;
drop index point_definition_by_handle;
create unique index point_definition_by_handle on point_definition (lower(handle)) where deleted_at is null;
drop index benefit_definition_by_handle;
create unique index benefit_definition_by_handle on benefit_definition (lower(handle)) where deleted_at is null;
