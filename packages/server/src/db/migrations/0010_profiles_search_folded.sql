-- Members are found however a name is spelt: with or without accents, apostrophes and hyphens.

-- The same as members/fold.ts does with what is typed into the search field.
create function folded(text) returns text language sql immutable strict parallel safe
  return replace(replace(replace(replace(
    translate(
      lower(regexp_replace(
        normalize(regexp_replace($1, '[''’‘ʼʻ`´]', '', 'g'), NFKD), '[\u0300-\u036F]', '', 'g')),
      'øØłŁđĐðÐı-‐–—', 'oollddddi    '),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');

alter table profile drop column search_text;
alter table profile add column search_text text generated always as
  (' ' || folded(first_name || ' ' || last_name || ' ' || coalesce(email, '')) || ' ' || coalesce(mobile_phone, '') || ' ' ||
   coalesce(mobile_phone_national_prefix, '') || ' ' || coalesce(secondary_phone, '')) stored;
create index profile_by_search_text on profile using gin (search_text gin_trgm_ops);
