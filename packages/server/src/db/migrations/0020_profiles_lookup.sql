-- Members are found while somebody types: by beginnings of words in any order, and by what was nearly typed.

-- Timed with 1,000,000 members: two and a half minutes of one processor, of which the words of members take most and the index of
-- slips a fifth; on two processors under a load of twenty, thirteen minutes by the clock.

-- Who is enrolled by another process meanwhile would have no words. Members can be read, and neither enrolled nor changed.
lock table profile in share row exclusive mode;

-- The words of a text. The same as members/typed.ts does with what is typed.
create function words_of(text) returns text[] language sql immutable strict parallel safe
  return array_remove(
    regexp_split_to_array(folded($1), '[\u0001-\u002f\u003a-\u0060\u007b-\u007f\u2000-\u206f\u3000-\u3002\u30fb]+'), '');

-- With letters that are often written as two: Müller is mueller.
create function spelt_out(text) returns text language sql immutable strict parallel safe
  return replace(replace(replace(replace(replace(
    normalize(lower($1), NFC), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ø', 'oe'), 'å', 'aa');

-- Each word of a name, and a name of several words as one: Anne-Marie is anne, marie and annemarie.
create function name_words(first_name text, last_name text) returns text[] language plpgsql immutable parallel safe as $$
declare
  words text[] := '{}';
  parts text[];
  name text;
  other text;
begin
  foreach name in array array[first_name, last_name] loop
    parts := words_of(name);
    words := words || parts;
    if cardinality(parts) > 1 then words := words || array_to_string(parts, ''); end if;
    other := spelt_out(name);
    if other <> lower(name) then
      parts := words_of(other);
      words := words || parts || array_to_string(parts, '');
    end if;
  end loop;
  return array(select distinct left(word, 100) from unnest(words) word where word <> '');
end $$;

-- Everything by whose beginning a member is found. Names of Chinese and Japanese writing have no blanks, so each of their
-- endings counts as a word, and so does the whole name, the family first or last. A phone number is there from its
-- beginning, and with a minus from its end.
create function lookup_words(first_name text, last_name text, email text, mobile_phone text, secondary_phone text)
returns text[] language plpgsql immutable parallel safe as $$
declare
  words text[] := name_words(first_name, last_name);
  phone text;
  first_word text;
  last_word text;
begin
  if first_name || last_name ~ '[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7ff\uf900-\ufaff]' then
    first_word := array_to_string(words_of(first_name), '');
    last_word := array_to_string(words_of(last_name), '');
    words := words || array(
      select substr(word, start) from unnest(words) word
      cross join lateral generate_series(2, least(char_length(word), 20)) start
      where word ~ '[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]');
    words := words || (last_word || first_word) || (first_word || last_word);
  end if;
  if email is not null then
    words := words || lower(email) || (words_of(split_part(email, '@', 1)))[2:];
  end if;
  foreach phone in array array[mobile_phone, secondary_phone] loop
    if phone is not null then words := words || phone || ('-' || reverse(substr(phone, 2))); end if;
  end loop;
  return array(select distinct left(word, 100) from unnest(words) word where word <> '');
end $$;

-- What is left of a word, or of its beginning, where one letter is missing. Two words that are one slip apart, a letter wrong,
-- missing, doubled or swapped with its neighbour, have one of these in common. A whole word ends with a sign, since short
-- beginnings would be near to everything. The same as rules/src/slips.ts.
create function slips(text) returns text[] language sql immutable strict parallel safe
  return array(
    select $1 || '$'
    union
    select left($1, hole - 1) || substr($1, hole + 1) || '$' from generate_series(1, char_length($1)) hole
    where char_length($1) > 2
    union
    select left($1, length) from generate_series(4, least(char_length($1), 10)) length
    union
    select left($1, hole - 1) || substr(left($1, length), hole + 1)
    from generate_series(5, least(char_length($1), 10)) length cross join lateral generate_series(1, length) hole);

-- By which words members are found. Only rows of one's own: no enrolment waits for another. Those who were deleted have none.
create table profile_word (
  -- Beginnings are ranges, so the order is that of the bytes.
  word       text collate "C" not null,
  profile_id uuid not null
);
insert into profile_word (word, profile_id)
  select word, p.id from profile p
  cross join lateral unnest(lookup_words(p.first_name, p.last_name, p.email, p.mobile_phone, p.secondary_phone)) word
  where p.deleted_at is null;
alter table profile_word add primary key (word, profile_id);
create index profile_word_by_profile on profile_word (profile_id);

-- Every word of a name that somebody has, once: what was typed may be a slip of one of these. A job keeps it, so that a word
-- that many have is no row that many write.
create table name_word (
  word text collate "C" primary key
);
-- Each name once: a first name says nothing of the last one, and many people share them.
insert into name_word (word)
  select distinct word
  from (select first_name as name from profile where deleted_at is null
        union select last_name from profile where deleted_at is null) named
  cross join lateral unnest(name_words(named.name, '')) word
  where char_length(word) > 2;
create index name_word_by_part on name_word using gin (word gin_trgm_ops) with (fastupdate = off);
create index name_word_by_slip on name_word using gin (slips(word)) with (fastupdate = off);

-- Words that came or went, for the job to look at.
create table name_word_change (
  id    bigint generated always as identity primary key,
  words text[] not null
);

create function keep_profile_words() returns trigger language plpgsql as $$
declare
  kept text[] := '{}';
  known text[] := '{}';
  named text[] := '{}';
begin
  if tg_op <> 'DELETE' and new.deleted_at is null then
    kept := lookup_words(new.first_name, new.last_name, new.email, new.mobile_phone, new.secondary_phone);
    named := name_words(new.first_name, new.last_name);
  end if;
  if tg_op <> 'INSERT' then
    delete from profile_word where profile_id = old.id and word <> all(kept);
    known := array(select word from profile_word where profile_id = old.id);
    named := named || name_words(old.first_name, old.last_name);
  end if;
  if tg_op <> 'DELETE' then
    insert into profile_word (word, profile_id)
      select word, new.id from unnest(kept) word where word <> all(known);
  end if;
  insert into name_word_change (words) values (named);
  return null;
end $$;

create trigger profile_words_come after insert or delete on profile for each row execute function keep_profile_words();
create trigger profile_words_change after update of first_name, last_name, email, mobile_phone, secondary_phone, deleted_at
  on profile for each row
  when ((old.first_name, old.last_name, old.email, old.mobile_phone, old.secondary_phone, old.deleted_at)
    is distinct from (new.first_name, new.last_name, new.email, new.mobile_phone, new.secondary_phone, new.deleted_at))
  execute function keep_profile_words();

analyze profile_word;
analyze name_word;
