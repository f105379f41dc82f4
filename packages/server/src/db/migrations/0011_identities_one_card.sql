-- A card belongs to one member, also when one scanner reads it as UPC-A and another as EAN-13.

-- The same as cardKey in rules/identities.ts: of the two numbers of such a card, the shorter one.
create function card_key(text) returns text language sql immutable strict parallel safe
  return case when $1 ~ '^0[0-9]{12}$' and (
      3 * (substr($1, 2, 1)::int + substr($1, 4, 1)::int + substr($1, 6, 1)::int + substr($1, 8, 1)::int
        + substr($1, 10, 1)::int + substr($1, 12, 1)::int)
      + substr($1, 3, 1)::int + substr($1, 5, 1)::int + substr($1, 7, 1)::int + substr($1, 9, 1)::int
      + substr($1, 11, 1)::int + substr($1, 13, 1)::int) % 10 = 0
    then substr($1, 2) else $1 end;

create unique index identity_by_card on identity (handle, card_key(identifier));
