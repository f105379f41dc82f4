// The words in which a field's fault is told: one sentence for each field, about the value that was sent.
import type { FastifySchemaValidationError } from 'fastify'

type Fault = FastifySchemaValidationError

const formatWords: Readonly<Record<string, string>> = {
  'wire-datetime': 'a date and time that exists, such as 2025-07-04 01:17:42',
  'wire-date': 'a day that exists, such as 2025-07-04',
  'time-zone': 'a time zone, such as Australia/Sydney',
  uuid: 'a UUID',
  email: 'an email address',
}

/** The patterns of the contract in words. */
const patternWords: Readonly<Record<string, string>> = {
  '^[0-9]{1,15}$': 'must be a whole number',
  '^[A-Z]{3}$': 'must be three capital letters, such as AUD',
  '^[A-Za-z0-9_.\\-]+$': 'may have letters, digits, dots, hyphens and underscores only',
  '^https?://[^\\s]+$': 'must be an address that begins with http:// or https://',
}

/** A choice with more values than a person reads is not printed. */
const choicesMax = 20

const dotted = (instancePath: string): string =>
  instancePath
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`
const article = (type: string): string => `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`

function choiceWords(values: readonly unknown[]): string {
  return values.length <= choicesMax
    ? `must be one of ${values.join(', ')}`
    : `must be one of the ${values.length} values that /openapi.json lists`
}

/** What is wrong, behind "The … field". */
function wordsOf({ keyword, params, message }: Fault): string {
  const limit = Number(params['limit'])
  switch (keyword) {
    case 'required':
      return 'is required'
    case 'type':
      return `must be ${article(String(params['type']))}`
    case 'format':
      return `must be ${formatWords[String(params['format'])] ?? String(params['format'])}`
    case 'pattern':
      return patternWords[String(params['pattern'])] ?? 'has the wrong form'
    case 'enum':
      return choiceWords(params['allowedValues'] as unknown[])
    case 'const':
      return `must be ${String(params['allowedValue'])}`
    case 'minimum':
      return `must be at least ${limit}`
    case 'exclusiveMinimum':
      return `must be above ${limit}`
    case 'maximum':
      return `must be at most ${limit}`
    case 'minLength':
      return limit === 1 ? 'must not be empty' : `must have at least ${limit} characters`
    case 'maxLength':
      return `must have at most ${counted(limit, 'character', 'characters')}`
    case 'minItems':
      return `must have at least ${counted(limit, 'entry', 'entries')}`
    case 'maxItems':
      // A list that must be empty is how some clients write an object without fields.
      return limit === 0 ? 'must be an object' : `must have at most ${counted(limit, 'entry', 'entries')}`
    case 'uniqueItems':
      return 'must not have the same entry twice'
    default:
      return String(message)
  }
}

interface Told {
  readonly path: string
  readonly words: string
}

const isChoice = ({ keyword }: Fault): boolean => keyword === 'anyOf'

/** Where a branch of a choice speaks of the value itself: of which kind it would have to be. */
interface Branch {
  readonly kinds: readonly string[]
  readonly faults: readonly Told[]
}

/**
 * The branches of a choice. One that would take this kind of value says what else is wrong with it; when there is none,
 * the kinds are all that matters. Null is a kind that nobody means when they send something else.
 */
function branchesOf(choice: Fault, inner: readonly Fault[]): Branch[] {
  const byBranch = new Map<string, Fault[]>()
  for (const fault of inner) {
    const branch = fault.schemaPath.slice(choice.schemaPath.length + 1).split('/')[0] ?? ''
    byBranch.set(branch, [...(byBranch.get(branch) ?? []), fault])
  }
  return [...byBranch].map(([branch, faults]) => {
    const own = `${choice.schemaPath}/${branch}`
    const nested = faults.find((fault) => isChoice(fault) && fault.schemaPath === `${own}/anyOf`)
    if (nested) return settled(nested, faults)
    const kind = faults.find(({ schemaPath }) => schemaPath === `${own}/type`)
    if (kind) return { kinds: [String(kind.params['type'])], faults: [] }
    return { kinds: [], faults: tell(faults) }
  })
}

const isInside = (outer: Fault, fault: Fault): boolean => fault.schemaPath.startsWith(`${outer.schemaPath}/`)

function settled(choice: Fault, faults: readonly Fault[]): Branch {
  const branches = branchesOf(
    choice,
    faults.filter((fault) => isInside(choice, fault)),
  )
  const meant = branches.filter((branch) => branch.faults.length > 0)
  return {
    kinds: [...new Set(branches.flatMap(({ kinds }) => kinds))],
    faults: meant.toSorted((a, b) => a.faults.length - b.faults.length)[0]?.faults ?? [],
  }
}

function tellChoice(choice: Fault, faults: readonly Fault[]): readonly Told[] {
  const { kinds, faults: told } = settled(choice, faults)
  if (told.length > 0) return told
  const wanted = kinds.filter((kind) => kind !== 'null').map(article)
  return [{ path: choice.instancePath, words: `must be ${wanted.join(' or ')}` }]
}

function tell(faults: readonly Fault[]): Told[] {
  const choices = faults.filter(isChoice)
  const outermost = choices.filter((choice) => !choices.some((outer) => isAround(outer, choice)))
  const plain = faults.filter((fault) => !isChoice(fault) && !choices.some((choice) => isAround(choice, fault)))
  return [
    ...plain.map((fault) => {
      const missing = fault.keyword === 'required' ? `/${String(fault.params['missingProperty'])}` : ''
      return { path: fault.instancePath + missing, words: wordsOf(fault) }
    }),
    ...outermost.flatMap((choice) =>
      tellChoice(
        choice,
        faults.filter((fault) => isAround(choice, fault)),
      ),
    ),
  ]
}

/** Of the same choice of the same value: entries of a list share their schema. */
const isAround = (choice: Fault, fault: Fault): boolean =>
  fault !== choice && isInside(choice, fault) && `${fault.instancePath}/`.startsWith(`${choice.instancePath}/`)

/** Ajv's findings as Laravel prints them: each field with its dotted path and what is wrong with it. */
export function fieldErrors(errors: readonly Fault[]): Record<string, string[]> {
  const byField: Record<string, string[]> = {}
  for (const { path, words } of tell(errors)) {
    const field = path === '' ? 'body' : dotted(path)
    const said = (byField[field] ??= [])
    const sentence = `The ${field} field ${words}.`
    if (!said.includes(sentence)) said.push(sentence)
  }
  return byField
}
