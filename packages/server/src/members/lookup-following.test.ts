// What a look-up finds follows the members: at once, and for the correction of slips as soon as the job has been.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { merged } from '../../test/merging.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { slipsOf } from '@tillside/rules/slips'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

let count = 0
const enrol = async (first_name: string, last_name: string, more: object = {}): Promise<string> => {
  const email = `following${(count += 1)}@example.com`
  const { status, body } = await shop.post('profiles', { first_name, last_name, email, ...more })
  expect(status, JSON.stringify(body)).toBe(201)
  return body.data.id
}
const found = async (text: string): Promise<string[]> => {
  const { body } = await shop.get(`profiles/lookup?text=${encodeURIComponent(text)}`)
  return body.data.map(({ id }: { id: string }) => id)
}
const knownWords = async (): Promise<string[]> => {
  const rows = await shop.sql<{ word: string }[]>`select word from name_word order by word`
  return rows.map(({ word }) => word)
}

test('a member who was just enrolled is found at once', async () => {
  const id = await enrol('Wilhelmina', 'Oduya')
  expect(await found('oduya')).toEqual([id])
})

test('a member who was deleted is not found any more, and nobody is corrected to their name', async () => {
  const id = await enrol('Perpetua', 'Vanishing', { mobile_phone: '0415 000 777' })
  await shop.runJobs()
  expect([await found('vansihing'), await knownWords()]).toEqual([[id], expect.arrayContaining(['vanishing'])])
  await shop.remove(`profiles/${id}`)
  for (const typed of ['perpetua', 'vanishing', '0415 000 777', '0777']) expect(await found(typed), typed).toEqual([])
  await shop.runJobs()
  expect(await knownWords()).not.toContain('vanishing')
  const kept = await shop.sql`select 1 from profile_word where profile_id = ${id}`
  const waiting = await shop.sql`select 1 from name_word_change`
  expect([kept.length, waiting.length]).toEqual([0, 0])
})

test('a name stays known as long as somebody has it', async () => {
  const [one, other] = [await enrol('Zebediah', 'First'), await enrol('Zebediah', 'Second')]
  await shop.remove(`profiles/${one}`)
  await shop.runJobs()
  expect(await found('zebedaih')).toEqual([other])
})

test('who changes their name is found by the new one and not by the old one', async () => {
  const id = await enrol('Clementine', 'Oldname')
  await shop.put(`profiles/${id}`, { last_name: 'Newname', mobile_phone: '0415 000 888' })
  await shop.runJobs()
  expect([await found('oldname'), await found('newname'), await found('0888')]).toEqual([[], [id], [id]])
  expect(await knownWords()).not.toContain('oldname')
  expect(await knownWords()).toContain('newname')
})

test('of two who were merged only the one who stays is found, by the card of the other, too', async () => {
  const winner = await enrol('Marigold', 'Staying')
  const loser = await enrol('Marigold', 'Going', { identities: [{ handle: 'card', identifier: 'C-GOING' }] })
  await merged(shop, loser, winner)
  await shop.runJobs()
  expect([await found('marigold'), await found('going'), await found('C-GOING')]).toEqual([[winner], [], [winner]])
})

test('an enrolment that is refused leaves no word behind', async () => {
  await enrol('Taken', 'Address', { email: 'taken@example.com' })
  const { status } = await shop.post('profiles', {
    first_name: 'Refused',
    last_name: 'Person',
    email: 'taken@example.com',
  })
  expect(status).toBe(422)
  await shop.runJobs()
  expect(await found('refused')).toEqual([])
  expect(await knownWords()).not.toContain('refused')
})

test('many tills that enrol people of the same names at once neither wait for one another nor fail', async () => {
  const names = ['Quintus', 'Octavia', 'Septimus', 'Lavinia']
  const tills = Array.from({ length: 40 }, (_, index) => {
    const [first, last] = [names[index % 4], names[(index + 1 + (index % 3)) % 4]]
    return enrol(first ?? '', last ?? '')
  })
  const stop = shop.startJobs()
  await Promise.all(tills)
  await stop()
  await shop.runJobs()
  expect(await knownWords()).toEqual(expect.arrayContaining(names.map((name) => name.toLowerCase())))
})

test('two transactions that bring the same new words in opposite order both go through', async () => {
  const insert = (first: string, last: string) => (tx: Parameters<Parameters<Shop['transact']>[0]>[0]) =>
    tx`
    insert into profile (id, first_name, last_name, joined_at, created_at, updated_at)
    values (gen_random_uuid(), ${first}, ${last}, now(), now(), now())`
  let bothInside: () => void = () => {}
  let inside = 0
  const met = new Promise<void>((resolve) => (bothInside = resolve))
  const crossing = (one: [string, string], two: [string, string]): Promise<void> =>
    shop.transact(async (tx) => {
      await insert(...one)(tx)
      if ((inside += 1) === 2) bothInside()
      await met
      await insert(...two)(tx)
    })
  await Promise.all([
    crossing(['Crossalpha', 'One'], ['Crossbeta', 'Two']),
    crossing(['Crossbeta', 'One'], ['Crossalpha', 'Two']),
  ])
  await shop.runJobs()
  expect(await found('crossalpha')).toHaveLength(2)
})

test('two servers that follow the names side by side leave what one of them would', async () => {
  const ids = await Promise.all(Array.from({ length: 12 }, (_, index) => enrol('Sidebyside', `Person${index}`)))
  const stops = [shop.startJobs(), shop.startJobs()]
  await Promise.all(ids.map((id) => shop.remove(`profiles/${id}`)))
  await Promise.all(stops.map((stop) => stop()))
  await shop.runJobs()
  expect(await knownWords()).not.toContain('sidebyside')
})

test('the database keeps of a word what the server looks for', async () => {
  for (const word of ['al', 'kim', 'ines', 'smith', 'johnson', 'featherstonehaugh', 'マーガレット']) {
    const [row] = await shop.sql<{ kept: string[] }[]>`select slips(${word}) as kept`
    const looked = slipsOf(word)
    expect(
      looked.filter((form) => !row?.kept.includes(form)),
      word,
    ).toEqual([])
    const letters = Array.from(word)
    const without = (of: string[]): string[] => of.map((_, at) => of.filter((__, other) => other !== at).join(''))
    const expected = new Set([
      `${word}$`,
      ...(letters.length > 2 ? without(letters).map((form) => `${form}$`) : []),
      ...letters.flatMap((_, at) => (at >= 3 && at < 10 ? [letters.slice(0, at + 1).join('')] : [])),
      ...letters.flatMap((_, at) => (at >= 4 && at < 10 ? without(letters.slice(0, at + 1)) : [])),
    ])
    expect([...(row?.kept ?? [])].sort(), word).toEqual([...expected].sort())
  }
})
