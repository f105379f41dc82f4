// Shows one operation of the OpenAPI document: how it is called, what it takes, answers and refuses.
import type { OpenApiDocument, Operation } from '@tillside/contract/openapi'
import type { Parameter, Reference } from '@tillside/contract/openapi-parameters'
import type { Response } from '@tillside/contract/openapi-responses'
import { resolveSchema, type Schema } from '@tillside/contract/openapi-schemas'

import { anchor, type Html, html, inline, paragraphs } from './html.ts'
import { fieldsOf, kindOf } from './schema.ts'

/** An operation with the two words by which it is called. */
export interface Call {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

export const anchorOf = (call: Call): string => anchor('call', call.operation.operationId)

export const method = (name: string): Html => html`<span class="method ${name}">${name.toUpperCase()}</span>`

/** A path breaks between its parts where the screen is narrow. */
const breakable = (path: string): Html =>
  html`${path
    .split('/')
    .slice(1)
    .map((part) => html`<wbr>/${part.startsWith('{') ? html`<var>${part}</var>` : part}`)}`

const breakableCode = (code: string): Html =>
  html`${code.split('_').map((part, index) => (index === 0 ? part : html`_<wbr>${part}`))}`

const nameOf = (reference: Reference): string => reference.$ref.split('/').at(-1) ?? ''

function resolveParameter(given: Parameter | Reference, document: OpenApiDocument): Parameter {
  const parameter = '$ref' in given ? document.components.parameters[nameOf(given)] : given
  if (!parameter) throw new Error('the document has no such parameter')
  return parameter
}

function resolveResponse(given: Response | Reference, document: OpenApiDocument): Response {
  const response = '$ref' in given ? document.components.responses[nameOf(given)] : given
  if (!response) throw new Error('the document has no such response')
  return response
}

const placeNames = { path: 'in the path', query: '', header: 'header' } as const

const isFilter = ({ name }: Parameter): boolean => name.startsWith('filter[')

/** All filters of a list are one entry: they differ in nothing but the field. */
function filterItem(filters: readonly Parameter[]): Html {
  const names = filters.map(
    ({ name, schema }) => html`<span><code>${name.slice('filter['.length, -1)}</code> ${kindOf(schema)}</span> `,
  )
  return html`<li><div class="field"><code class="name">filter[…]</code> <span class="kind">one of these fields</span></div><p class="names">${names}</p></li>`
}

function parameterList(parameters: readonly Parameter[]): Html {
  const filters = parameters.filter(isFilter)
  const items = parameters
    .filter((parameter) => !isFilter(parameter))
    .map(
      (parameter) => html`<li>
<div class="field"><code class="name">${parameter.name}</code> <span class="kind">${kindOf(parameter.schema)}</span> <span class="place">${placeNames[parameter.in]}</span></div>
${parameter.description === undefined ? '' : html`<p>${inline(parameter.description)}</p>`}</li>`,
    )
  return html`<h4>Parameters</h4><ul class="fields">${items}${filters.length === 0 ? '' : filterItem(filters)}</ul>`
}

const jsonOf = (content: Readonly<Record<string, { readonly schema: Schema }>> | undefined): Schema | undefined =>
  content?.['application/json']?.schema

/** The answer without its envelope, and a word about the envelope. */
function unwrapped(schema: Schema): { words: Html; inner: Schema } {
  const data = schema.properties?.['data']
  if (!data) return { words: html`${kindOf(schema)}`, inner: schema.items ?? schema }
  const page = schema.properties?.['meta'] ? html`, a page with <code>links</code> and <code>meta</code>` : ''
  return { words: html`${kindOf(data)} in <code>data</code>${page}`, inner: data.items ?? data }
}

function answer(status: string, response: Response, document: OpenApiDocument): Html {
  const schema = jsonOf(response.content)
  if (!schema) return html`<h4>Answer</h4><p><code>${status}</code> ${response.description}</p>`
  const { words, inner } = unwrapped(schema)
  const heading = html`<h4>Answer</h4><p><code>${status}</code> ${words}</p>`
  if (inner.$ref === undefined) return html`${heading}${fieldsOf(inner, document.components.schemas, false)}`
  const names = Object.keys(resolveSchema(inner, document.components.schemas).properties ?? {})
  return html`${heading}<p class="names">${inline(names.map((name) => `\`${name}\``).join(' '))}</p>`
}

function refusalRows(entries: readonly (readonly [string, Response])[]): Html {
  const rows = entries.flatMap(([status, response]) =>
    Object.entries(response['x-refusals'] ?? {}).map(
      ([code, words]) => html`<tr><td>${status}</td><td><code>${breakableCode(code)}</code></td><td>${words}</td></tr>`,
    ),
  )
  return html`<table><thead><tr><th scope="col">Status</th><th scope="col">Code</th><th scope="col">Message</th></tr></thead><tbody>${rows}</tbody></table>`
}

/** Refusals of this operation are open to see; those that it shares with others can be unfolded. */
function refusals(operation: Operation, document: OpenApiDocument): Html {
  const refused = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400)
  const own = refused.filter(([, response]) => !('$ref' in response))
  const common = refused.filter(([, response]) => '$ref' in response)
  const resolved = (entries: typeof refused): Html =>
    refusalRows(entries.map(([status, response]) => [status, resolveResponse(response, document)] as const))
  return html`<h4>Refusals</h4>
${own.length === 0 ? '' : resolved(own)}
<details><summary>${own.length === 0 ? 'Those that any such call can meet' : 'And those that any such call can meet'}: ${[...new Set(common.map(([status]) => status))].join(', ')}</summary>${resolved(common)}</details>`
}

const scope = ({ 'x-scope': name }: Operation): Html => {
  if (name === undefined) return html`<span class="scope">no token</span>`
  return name === null
    ? html`<span class="scope">any token</span>`
    : html`<span class="scope">scope <code>${name}</code></span>`
}

export function renderOperation(call: Call, document: OpenApiDocument): Html {
  const { operation } = call
  const parameters = operation.parameters.map((parameter) => resolveParameter(parameter, document))
  const body = jsonOf(operation.requestBody?.content)
  const [success] = Object.entries(operation.responses).filter(([status]) => Number(status) < 300)
  // The last paragraph says the scope in words, which stands beside the path already.
  const words = operation.description.split('\n\n').slice(0, -1).join('\n\n')
  return html`<article id="${anchorOf(call)}">
<h3><a class="self" href="#${anchorOf(call)}">${operation.summary}</a></h3>
<p class="call">${method(call.method)} <code>${breakable(call.path)}</code> ${scope(operation)}</p>
${words === '' ? '' : paragraphs(words)}
${parameters.length === 0 ? '' : parameterList(parameters)}
${body ? html`<h4>Body</h4>${fieldsOf(body, document.components.schemas, true)}` : ''}
${success ? answer(success[0], resolveResponse(success[1], document), document) : ''}
${refusals(operation, document)}
</article>`
}
