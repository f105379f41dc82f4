// The words by which members are found, against the members.
import type { Check } from './check.ts'

export const wordChecks: readonly Check[] = [
  {
    name: 'words_of_members',
    promise: 'Every member is found by a word, and nobody who is gone',
    unit: 'none',
    find: (db) => db`
      select 'member' as subject, p.id as profile_id, null::bigint as kept, null::bigint as computed,
             case when p.deleted_at is null then 'has no word to be found by' else 'is gone, and still found' end as words
      from profile p
      where (p.deleted_at is null) <> exists (select from profile_word w where w.profile_id = p.id)
      union all
      select 'member', gone.profile_id, null, null, 'was never there, and is found'
      from (select distinct profile_id from profile_word) gone
      where not exists (select from profile p where p.id = gone.profile_id)`,
  },
  {
    name: 'words_of_names',
    promise: 'Every word that slips are corrected to is of somebody’s name',
    unit: 'none',
    find: (db) => db`
      select 'word ' || md5(n.word) as subject, null::uuid as profile_id, null::bigint as kept, null::bigint as computed,
             'nobody has it' as words
      from name_word n
      where not exists (select from profile_word w where w.word = n.word)
        and not exists (select from name_word_change c where n.word = any(c.words))`,
  },
]
