// The fields of a profile that a POS can keep, and how each is read from a profile and sent back.

/** A value as a column holds it. Amounts and counts are decimal texts: no binary number ever stands for money. */
export type Value = string | number | null

/** A profile as the server prints it; what is read from it is checked where it is read. */
export type ProfileBody = Readonly<Record<string, unknown>>

/** Where the value of one column comes from, and where it goes. */
export interface Field {
  readonly name: string
  /** From a profile to the column. */
  readonly down: (profile: ProfileBody) => Value
  /**
   * From the column to the body of a `PUT`: undefined when what the column holds cannot be read. Null where the server works the field
   * out itself.
   */
  readonly up: ((value: Value) => ProfileBody | undefined) | null
  /** It moves with the member's value, and the version that counts is the one that counts value too. */
  readonly isBalance: boolean
}

const texts = [
  'title',
  'first_name',
  'last_name',
  'email',
  'mobile_phone',
  'secondary_phone',
  'gender',
  'company',
] as const
const moreTexts = ['occupation'] as const
const integers = ['birth_day', 'birth_month', 'birth_year'] as const
const balances = [
  'reward_balance',
  'point_balance',
  'point_balance_dollars',
  'benefit_balance',
  'combined_balance_dollars',
] as const
const readOnly = [
  'external_id',
  'full_name',
  'profile_type',
  'tier_handle',
  'joined_at',
  'created_at',
  'updated_at',
] as const

function toValue(given: unknown): Value {
  if (typeof given === 'string') return given
  if (typeof given === 'number') return String(given)
  if (typeof given === 'boolean') return given ? 1 : 0
  return given === null || given === undefined ? null : JSON.stringify(given)
}

function readPath(profile: ProfileBody, path: readonly string[]): unknown {
  let found: unknown = profile
  for (const name of path) {
    if (typeof found !== 'object' || found === null) return null
    found = (found as Readonly<Record<string, unknown>>)[name]
  }
  return found
}

/** What a cashier has emptied is nothing. */
const textUp = (value: Value): string | null => (value === null || String(value).trim() === '' ? null : String(value))

const yes = ['1', 't', 'true', 'y', 'yes', 'on', '\u0001']
const no = ['0', 'f', 'false', 'n', 'no', 'off', '\u0000']

/** Undefined: nobody can say which number the column holds, and it must not pass for none. */
function integerUp(value: Value): number | null | undefined {
  const text = textUp(value)?.trim() ?? null
  if (text === null) return null
  return /^\d{1,9}(\.0+)?$/.test(text) ? Number(text) : undefined
}

/** A word that is neither yes nor no must not take a consent away. */
function booleanUp(value: Value): boolean | null | undefined {
  const text = textUp(value)?.trim().toLowerCase() ?? null
  if (text === null) return null
  return yes.includes(text) ? true : no.includes(text) ? false : undefined
}

function birthDateUp(value: Value): ProfileBody | undefined {
  const text = textUp(value)?.trim() ?? null
  if (text === null) return { birth_year: null, birth_month: null, birth_day: null }
  const [whole, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/.exec(text) ?? []
  if (whole === undefined) return undefined
  return { birth_year: Number(year), birth_month: Number(month), birth_day: Number(day) }
}

const unlessUnreadable = <T>(value: T | undefined, body: (value: T) => ProfileBody): ProfileBody | undefined =>
  value === undefined ? undefined : body(value)

const field = (name: string, up: Field['up'], path: readonly string[] = [name]): Field => ({
  name,
  down: (profile) => toValue(readPath(profile, path)),
  up,
  isBalance: false,
})

const known: ReadonlyMap<string, Field> = new Map(
  [
    ...[...texts, ...moreTexts].map((name) => field(name, (value) => ({ [name]: textUp(value) }))),
    ...integers.map((name) =>
      field(name, (value) => unlessUnreadable(integerUp(value), (number) => ({ [name]: number }))),
    ),
    field('birth_date', birthDateUp),
    ...readOnly.map((name) => field(name, null)),
    ...balances.map((name) => ({ ...field(name, null), isBalance: true })),
  ].map((one) => [one.name, one]),
)

/** The field with this name: one of a profile's own, `comms.<wish>`, `address.<part>` or `custom.<namespace>.<handle>`. */
export function findField(name: string): Field | undefined {
  const own = known.get(name)
  if (own) return own
  const [room = '', ...rest] = name.split('.')
  const [wish] = rest
  if (wish === undefined || rest.some((part) => !/^[A-Za-z0-9_-]+$/.test(part))) return undefined
  if (room === 'comms' && rest.length === 1)
    return field(
      name,
      (value) => unlessUnreadable(booleanUp(value), (is) => ({ attributes: { comms: { [wish]: is } } })),
      ['attributes', 'comms', wish],
    )
  if (room === 'address' && rest.length === 1) return field(name, null, ['address', wish])
  if (room === 'custom' && rest.length === 2) return field(name, null, ['custom_attributes', ...rest])
  return undefined
}

/** What each of the fields adds, in one body. */
export function joinBodies(bodies: readonly ProfileBody[]): ProfileBody {
  const joined: Record<string, unknown> = {}
  for (const body of bodies) {
    for (const [name, part] of Object.entries(body)) {
      const before = joined[name]
      const isBoth = [before, part].every((one) => typeof one === 'object' && one !== null)
      joined[name] = isBoth ? joinBodies([before as ProfileBody, part as ProfileBody]) : part
    }
  }
  return joined
}
