// Reads bodies: which forms a value may have, and what no stored text can hold. Unknown fields are ignored,
// as the API's clients expect.
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'

import { parseUtc } from '@tillside/rules/time'
import { isTimeZone } from '@tillside/rules/zone'

import { RequestRefused } from './errors.ts'

/** Deepest nesting of a body; PostgreSQL's own limit is far beyond, but a stack has an end. */
const depthMax = 40

const dayPattern = /^\d{4}-\d{2}-\d{2}$/

/** The schema formats that the contract uses beside the standard ones. */
export const formats = {
  'wire-datetime': (text: string) => parseUtc(text) !== null,
  'wire-date': (text: string) => dayPattern.test(text) && parseUtc(text) !== null,
  'time-zone': isTimeZone,
}

const refuseField = (path: string, words: string): never => {
  const field = path || 'body'
  throw new RequestRefused('validation_failed', { [field]: [`The ${field} field ${words}.`] })
}

// Coercion would turn "12" into 12 without a word. All faults of a body are told at once.
const ajv = new Ajv({ coerceTypes: false, useDefaults: false, allErrors: true, strict: false, formats })
addFormats.default(ajv)

/**
 * Fastify's compiler of validators. A schema is compiled when a body of it first arrives, and once for all apps of the
 * process: compiling every body of the API takes most of a second, which nobody should wait for at the start.
 */
export const compileOnFirstUse: FastifySchemaCompiler<TSchema> = ({ schema }) => {
  const validate: { (body: unknown): boolean; errors?: ValidateFunction['errors'] } = (body) => {
    const compiled = ajv.compile(schema)
    const isValid = compiled(body)
    validate.errors = compiled.errors
    return isValid
  }
  return validate as ReturnType<FastifySchemaCompiler<TSchema>>
}

/** Refuses what no text column can hold and what no parser should follow, wherever in the body it is. */
export function assertStorable(value: unknown, path = '', depth = 0): void {
  if (typeof value === 'string') {
    if (value.includes('\u0000')) refuseField(path, 'contains a NUL character')
    if (!value.isWellFormed()) refuseField(path, 'is not well-formed Unicode')
    return
  }
  if (typeof value === 'number' && !Number.isFinite(value)) refuseField(path, 'is beyond what a number can hold')
  if (value === null || typeof value !== 'object') return
  if (depth === depthMax) refuseField(path, 'is nested too deeply')
  for (const [key, inner] of Object.entries(value)) {
    const innerPath = path === '' ? key : `${path}.${key}`
    if (!Array.isArray(value)) assertStorable(key, path, depth + 1)
    assertStorable(inner, innerPath, depth + 1)
  }
}

/** Some tills write a mark of the byte order before their UTF-8, as Windows does in files. */
const byteOrderMark = /^\uFEFF/

/** Parses a JSON body. Nothing at all is an empty body: some routes are called without one. */
export function parseBody(sent: string): unknown {
  const text = sent.replace(byteOrderMark, '')
  if (text.trim() === '') return undefined
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new RequestRefused('malformed_json', { body: ['The body is not valid JSON.'] })
  }
  assertStorable(body)
  return body
}

/** A path can spell a NUL as %00; no record has such an id, and no query could look for one. */
export const hasStorableParams = (params: unknown): boolean =>
  Object.values((params ?? {}) as Record<string, string>).every((value) => !value.includes('\u0000'))
