// Shows a schema as a list of fields: what each is called, of which kind it is, and what it means.
import { resolveSchema, type Schema } from '@tillside/contract/openapi-schemas'

import { anchor, type Html, html, inline } from './html.ts'

type Schemas = Readonly<Record<string, Schema>>

/** A choice with more values than this is shown as its kind; the values are with its shape. */
const choicesMax = 12
/** Fields inside fields, before a reader has lost the thread. */
const depthMax = 5

const nameOf = ($ref: string): string => $ref.split('/').at(-1) ?? $ref

/** Whether fields are a shape that is worth a place of its own, or only a kind of value. */
export const hasFields = (schema: Schema): boolean => schema.properties !== undefined || schema.allOf !== undefined

const bound = (schema: Schema, keyword: string): number | undefined => {
  const value = schema[keyword]
  return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined
}

/** The limits of a value in a few words: "up to 255 characters". */
function limitsOf(schema: Schema): string[] {
  const longest = bound(schema, 'maxLength')
  const most = bound(schema, 'maxItems')
  const [least, largest] = [bound(schema, 'minimum'), bound(schema, 'maximum')]
  const above = bound(schema, 'exclusiveMinimum')
  return [
    ...(longest === undefined ? [] : [`up to ${longest} characters`]),
    ...(most === undefined ? [] : [most === 0 ? 'empty' : `at most ${most}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(least === undefined ? [] : [`from ${least}`]),
    ...(largest === undefined ? [] : [`to ${largest}`]),
  ]
}

function kindOfPlain(schema: Schema): Html {
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`
  if (schema.enum?.includes('true')) return html`1 or 0`
  if (schema.enum)
    return schema.enum.length <= choicesMax
      ? html`${joined(
          schema.enum.map((value) => html`<code>${String(value)}</code>`),
          ' or ',
        )}`
      : html`string`
  // A descending sort is the same word with a minus, which the description says.
  const choices = schema.items?.enum?.map(String).filter((value) => !value.startsWith('-'))
  if (choices && choices.length <= choicesMax)
    return html`any of ${joined(
      choices.map((value) => html`<code>${value}</code>`),
      ', ',
    )}`
  if (schema.items?.properties) return html`list of objects`
  if (schema.type === 'array') return schema.items ? html`list of ${kindOf(schema.items)}` : html`list`
  if (schema.type === 'object') return schema.properties ? html`object` : html`map`
  const format = schema.format === undefined ? '' : ` (${schema.format})`
  return html`${String(schema.type ?? 'anything')}${format}`
}

const joined = (pieces: readonly Html[], between: string): Html =>
  html`${pieces.map((piece, index) => (index === 0 ? piece : html`${between}${piece}`))}`

/** A schema's kind on one line; a named shape is a link to its place. */
export function kindOf(schema: Schema): Html {
  if (schema.$ref !== undefined)
    return html`<a href="#${anchor('shape', nameOf(schema.$ref))}">${nameOf(schema.$ref)}</a>`
  if (schema.anyOf) return joined(schema.anyOf.map(kindOf), ' or ')
  if (schema.allOf) return joined(schema.allOf.map(kindOf), ' and ')
  return kindOfPlain(schema)
}

/** The object inside a list or beside null, whose fields are shown below its name. */
function innerObject(schema: Schema): Schema | undefined {
  if (schema.properties) return schema
  if (schema.items) return innerObject(schema.items)
  const choices = (schema.anyOf ?? []).map(innerObject).filter((choice) => choice !== undefined)
  return choices.length === 1 ? choices[0] : undefined
}

const wordsOf = (schema: Schema): string | undefined =>
  schema.description ?? (schema.items ?? schema.anyOf?.find((choice) => choice.description !== undefined))?.description

function field(name: string, schema: Schema, isRequired: boolean | undefined, depth: number): Html {
  const limits = limitsOf(schema.anyOf?.length === 2 ? (schema.anyOf[0] ?? schema) : schema)
  const words = wordsOf(schema)
  const inner = depth < depthMax ? innerObject(schema) : undefined
  return html`<li>
<div class="field"><code class="name">${name}</code> <span class="kind">${kindOf(schema)}${limits.length === 0 ? '' : `, ${limits.join(' ')}`}</span>${isRequired ? html` <strong class="required">required</strong>` : ''}</div>
${words === undefined ? '' : html`<p>${inline(words)}</p>`}
${inner ? fieldList(inner, isRequired !== undefined, depth + 1) : ''}</li>`
}

function fieldList(schema: Schema, saysRequired: boolean, depth: number): Html {
  const required = new Set(schema.required)
  const entries = Object.entries(schema.properties ?? {})
  return html`<ul class="fields">${entries.map(([name, inner]) => field(name, inner, saysRequired ? required.has(name) : undefined, depth))}</ul>`
}

/** All fields of an object; in a request each says whether it is required. */
export function fieldsOf(schema: Schema, schemas: Schemas, saysRequired: boolean): Html {
  const shown = resolveSchema(schema, schemas)
  if (shown.properties) return fieldList(shown, saysRequired, 0)
  if (shown.allOf) return html`${shown.allOf.map((part) => fieldsOf(part, schemas, saysRequired))}`
  return html`<p class="kind">${kindOf(schema)}</p>`
}

/** A component with a place of its own: a shape with its fields, or a kind of value with its meaning. */
export function shape(name: string, schema: Schema, schemas: Schemas): Html {
  const { title: _title, ...plain } = schema
  const limits = limitsOf(plain)
  const values =
    schema.enum && schema.enum.length > choicesMax
      ? html`<p>${joined(
          schema.enum.map((value) => html`<code>${String(value)}</code>`),
          ', ',
        )}</p>`
      : ''
  return html`<article id="${anchor('shape', name)}">
<h3>${name}</h3>
${schema.description === undefined ? '' : html`<p>${inline(schema.description)}</p>`}
${hasFields(schema) ? fieldsOf(schema, schemas, false) : html`<p class="kind">${kindOf(plain)}${limits.length === 0 ? '' : `, ${limits.join(' ')}`}</p>${values}`}
</article>`
}
