// Every language says everything, and says nothing that no screen shows.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

type Words = { readonly [key: string]: string | Words }

const apps = fileURLToPath(new URL('../../', import.meta.url))
const languages = ['en', 'de', 'ja'] as const
const plural = /_(zero|one|two|few|many|other)$/

/** The key without its form of plural. A refusal may be called `lines_too_many`: what has no `_other` beside it counts nothing. */
function nameOf(key: string, words: ReadonlyMap<string, string>): string {
  const name = key.replace(plural, '')
  return words.has(`${name}_other`) ? name : key
}

const flat = (words: Words, prefix = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${key}`, value]] : flat(value, `${prefix}${key}.`),
  )

const read = (app: string, language: string): Map<string, string> =>
  new Map(flat(JSON.parse(readFileSync(join(apps, app, 'locales', `${language}.json`), 'utf8')) as Words))

function sourcesOf(app: string): string {
  const files = readdirSync(join(apps, app, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.includes('.test.'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  return files.join('\n')
}

/** Keys as the screens name them: whole, or with a part that is filled in. */
function keysIn(source: string): { whole: Set<string>; patterns: RegExp[] } {
  const whole = new Set([...source.matchAll(/['"`]([a-z][\w]*(?:\.[\w]+)+)['"`]/g)].map(([, key]) => String(key)))
  const filled = [...source.matchAll(/`([a-z][\w.]*(?:\$\{[^}]+\}[\w.]*)+)`/g)].map(([, key]) => String(key))
  const patterns = filled.map(
    (key) => new RegExp(`^${key.replaceAll('.', '\\.').replaceAll(/\$\{[^}]+\}/g, '[\\w]+')}$`),
  )
  return { whole, patterns }
}

const parameters = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => String(name)).sort()

describe.each(['kit', 'till', 'clienteling'])('%s', (app) => {
  const prefix = app === 'kit' ? 'kit.' : ''
  const source = app === 'kit' ? ['kit', 'till', 'clienteling'].map(sourcesOf).join('\n') : sourcesOf(app)
  const { whole, patterns } = keysIn(source)
  const english = read(app, 'en')
  const namesOf = (words: ReadonlyMap<string, string>): string[] =>
    [...new Set([...words.keys()].map((key) => nameOf(key, words)))].sort()

  test.each(languages)('%s has every key, and each form of its plurals', (language) => {
    const words = read(app, language)
    expect(namesOf(words)).toEqual(namesOf(english))
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    const counted = new Set([...english.keys()].map((key) => nameOf(key, english)).filter((name) => !english.has(name)))
    const missing = [...counted]
      .flatMap((key) => forms.map((form) => `${key}_${form}`))
      .filter((key) => !words.has(key))
    expect(missing).toEqual([])
  })

  test.each(languages)('%s fills in what English fills in, and leaves nothing empty', (language) => {
    const wrong = [...read(app, language)].filter(([key, text]) => {
      const other = english.get(key) ?? english.get(key.replace(plural, '_other')) ?? ''
      return text.trim() === '' || parameters(text).join() !== parameters(other).join()
    })
    expect(wrong).toEqual([])
  })

  test('every key is shown somewhere', () => {
    const unused = namesOf(english).filter(
      (key) => !whole.has(`${prefix}${key}`) && !patterns.some((pattern) => pattern.test(`${prefix}${key}`)),
    )
    expect(unused).toEqual([])
  })

  test('every key that a screen shows has words', () => {
    const tops = new Set([...english.keys()].map((key) => `${prefix}${key}`.split('.')[0]))
    const known = new Set(namesOf(english).map((key) => `${prefix}${key}`))
    const missing = [...whole].filter(
      (key) => tops.has(key.split('.')[0]) && !known.has(key) && source.includes(`t('${key}'`),
    )
    expect(missing).toEqual([])
  })
})
