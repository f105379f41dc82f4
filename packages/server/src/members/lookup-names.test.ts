// Finding members whose names are short, or written with other letters than ours.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

let count = 0
const enrol = async (first_name: string, last_name: string): Promise<string> => {
  const email = `names${(count += 1)}@example.com`
  const { status, body } = await shop.post('profiles', { first_name, last_name, email })
  expect(status, JSON.stringify(body)).toBe(201)
  return body.data.id
}

const namesFor = async (text: string, more = ''): Promise<string[]> => {
  const { body } = await shop.get(`profiles/lookup?text=${encodeURIComponent(text)}${more}`)
  return body.data.map(({ full_name }: { full_name: string }) => full_name)
}

test('whose whole name was typed comes first, however many have longer names that begin like it', async () => {
  await shop.sql`
    insert into profile (id, first_name, last_name, joined_at, created_at, updated_at)
    select gen_random_uuid(), 'Alice' || n, 'Nguyen' || n, now(), now(), now() from generate_series(1, 500) n`
  await enrol('Al', 'Ng')
  for (const typed of ['al ng', 'Ng, Al', 'AL NG']) expect((await namesFor(typed))[0], typed).toBe('Al Ng')
  expect(await namesFor('ng al', '&limit=1')).toEqual(['Al Ng'])
  expect(await namesFor('al ng')).toHaveLength(10)
})

test.each([
  ['Γιώργος', 'Παπαδόπουλος', ['γιώργος', 'ΓΙΩΡΓΟΣ', 'γιωργος', 'ΠΑΠΑΔΟΠΟΥΛΟΣ', 'παπαδόπουλος', 'γιώργο']],
  ['ΝΙΚΟΣ', 'ΣΙΣΥΦΟΣ', ['νικος', 'Νίκος', 'σίσυφος', 'ΣΙΣΥΦΟΣ']],
  ['Иван', 'ПЕТРОВ', ['иван', 'ИВАН', 'петров', 'Петров']],
  ['İpek', 'IŞIK', ['ipek', 'İPEK', 'işik', 'isik', 'IŞIK', 'ışık']],
  ['Straße', 'Ægir', ['STRASSE', 'strasse', 'straße', 'ÆGIR', 'aegir', 'STRAẞE']],
  ['D’Arcy', "N'Dour", ["d'arcy", 'darcy', 'd’arcy', 'ndour', 'N’DOUR']],
  ['ﾀﾛｳ', 'ヤマダ', ['タロウ', 'ﾔﾏﾀﾞ', 'ヤ', 'ダ', 'タロウヤマダ']],
  ['Kim', '김민수', ['김', '김민', '민수', 'ㄱ', '기']],
  ['ＡＢＣＤ', 'Ｗｉｄｅ', ['abcd', 'wide', 'ａｂ']],
  ['🎉Party', 'Time🎈', ['party', '🎉', 'time🎈', 'time']],
  ['สมชาย', 'ใจดี', ['สมชาย', 'ใจดี', 'สม']],
  ['محمد', 'عليّ', ['محمد', 'علي']],
])('%s %s is found as people type it', async (first, last, typings) => {
  await enrol(first, last)
  await shop.runJobs()
  const found = await Promise.all(
    typings.map(async (typed) => [typed, (await namesFor(typed)).includes(`${first} ${last}`)]),
  )
  expect(found).toEqual(typings.map((typed) => [typed, true]))
})

test('an e-mail address with a slip in it finds whom its first part names, and one that is right nobody else', async () => {
  const enrolled = async (first_name: string, last_name: string, email: string) =>
    expect((await shop.post('profiles', { first_name, last_name, email })).status).toBe(201)
  await enrolled('Wilhelmina', 'Featherstone', 'wilhelmina.featherstone@example.com')
  await enrolled('Wilhelmina', 'Featherstone', 'wf_77@mail.example.org')
  await shop.runJobs()
  const addressesFor = async (text: string): Promise<string[]> => {
    const { body } = await shop.get(`profiles/lookup?text=${encodeURIComponent(text)}`)
    return body.data.map(({ email }: { email: string }) => email)
  }
  const [long, short] = ['wilhelmina.featherstone@example.com', 'wf_77@mail.example.org']
  expect(await addressesFor(long)).toEqual([long])
  expect(await addressesFor('wilhelmina.featherstone@ex')).toEqual([long])
  for (const typed of ['wilhelmina.featherstone@exmaple.com', 'wilhelmina.fetherstone@example.com'])
    expect(await addressesFor(typed), typed).toContain(long)
  expect(await addressesFor('wf_77@mial.example.org')).toEqual([short])
  for (const typed of ['@example.com', '@', 'nobody.here@example.com']) expect(await addressesFor(typed)).toEqual([])
})
