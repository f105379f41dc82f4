// Prints the contract's schemas as the OpenAPI document shows them. One rule: a schema with a `title` is a
// component, written once under its title and named by $ref wherever it is used.
import type { TSchema } from 'typebox'

/** JSON Schema 2020-12, as far as the contract uses it. */
export interface Schema {
  readonly [keyword: string]: unknown
  readonly $ref?: string
  readonly title?: string
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}

const refPrefix = '#/components/schemas/'

/** How TypeBox writes a record whose keys may be anything. */
const anyKey = '^.*$'

const isLiteral = (schema: Schema): boolean => typeof schema.const === 'string'

const mapValues = <T, U>(values: Readonly<Record<string, T>>, print: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, print(value)]))

/** A field's meaning goes before the words of its kind; beside a `$ref` it stands alone. */
function withMeaning(shown: Schema, given: Schema): Schema {
  const meaning = given['x-meaning']
  if (typeof meaning !== 'string') return shown
  return { ...shown, description: [meaning, shown.description].filter((words) => words !== undefined).join(' ') }
}

/** The schema behind a `$ref`, or the schema itself. */
export function resolveSchema(schema: Schema, components: Readonly<Record<string, Schema>>): Schema {
  if (schema.$ref === undefined) return schema
  const found = components[schema.$ref.slice(refPrefix.length)]
  if (!found) throw new Error(`there is no component ${schema.$ref}`)
  return found
}

/** Collects the components while schemas are printed. */
export class SchemaPrinter {
  readonly #components = new Map<string, Schema>()
  /** What was printed before, by identity: the same shape is used in many places. */
  readonly #printed = new Map<Schema, Schema>()

  print(schema: TSchema | Schema): Schema {
    const given = schema as Schema
    const known = this.#printed.get(given)
    if (known) return known
    const printed = this.#printKeywords(given)
    const shown = withMeaning(given.title === undefined ? printed : this.#keep(given.title, printed), given)
    this.#printed.set(given, shown)
    return shown
  }

  /** In the order of the alphabet. */
  components(): Record<string, Schema> {
    return Object.fromEntries([...this.#components].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  #keep(title: string, printed: Schema): Schema {
    const known = this.#components.get(title)
    if (known && JSON.stringify(known) !== JSON.stringify(printed)) {
      throw new Error(`two different schemas of the contract have the title ${title}`)
    }
    this.#components.set(title, printed)
    return { $ref: refPrefix + title }
  }

  #printKeywords(schema: Schema): Schema {
    // How the server reads a field, and what it means where it stands, are no part of its shape.
    const {
      properties,
      items,
      anyOf,
      allOf,
      patternProperties,
      'x-lenient': _lenient,
      'x-meaning': _meaning,
      ...plain
    } = schema
    const open = (patternProperties as Record<string, Schema> | undefined)?.[anyKey]
    return {
      ...plain,
      ...(properties && { properties: mapValues(properties, (inner) => this.print(inner)) }),
      ...(open && { additionalProperties: Object.keys(open).length === 0 ? true : this.print(open) }),
      ...(items && { items: this.print(items) }),
      ...(anyOf &&
        (anyOf.every(isLiteral)
          ? { type: 'string', enum: anyOf.map((inner) => inner.const) }
          : { anyOf: anyOf.map((inner) => this.print(inner)) })),
      ...(allOf && { allOf: allOf.map((inner) => this.print(inner)) }),
    }
  }
}
