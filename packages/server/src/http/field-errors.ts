// The words in which a field's fault is told.
import type { FastifySchemaValidationError } from 'fastify'

const formatWords: Readonly<Record<string, string>> = {
  'wire-datetime': 'a date and time that exists, such as 2025-07-04 01:17:42',
  'wire-date': 'a day that exists, such as 2025-07-04',
  'time-zone': 'a time zone, such as Australia/Sydney',
  uuid: 'a UUID',
  email: 'an email address',
}

const dotted = (instancePath: string): string =>
  instancePath
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')

function wordsOf(error: FastifySchemaValidationError, field: string): string {
  const { params } = error
  switch (error.keyword) {
    case 'required':
      return `The ${field} field is required.`
    case 'type': {
      const type = String(params['type'])
      return `The ${field} field must be ${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}.`
    }
    case 'format':
      return `The ${field} field must be ${formatWords[String(params['format'])] ?? String(params['format'])}.`
    case 'pattern':
      return `The ${field} field has the wrong form.`
    case 'enum':
      return `The ${field} field must be one of ${(params['allowedValues'] as string[]).join(', ')}.`
    case 'const':
      return `The ${field} field must be ${String(params['allowedValue'])}.`
    default:
      return `The ${field} field ${error.message}.`
  }
}

/** Ajv's findings as Laravel prints them: each field with its dotted path and what is wrong with it. */
export function fieldErrors(errors: readonly FastifySchemaValidationError[]): Record<string, string[]> {
  const byField: Record<string, string[]> = {}
  for (const error of errors) {
    // The branches of a choice say what is wrong; that no branch fitted says nothing more.
    if (error.keyword === 'anyOf' && errors.length > 1) continue
    if (error.keyword === 'type' && error.params['type'] === 'null') continue
    const parent = dotted(error.instancePath)
    const missing = error.keyword === 'required' ? String(error.params['missingProperty']) : ''
    const field = [parent, missing].filter((part) => part !== '').join('.') || 'body'
    const words = wordsOf(error, field)
    const said = (byField[field] ??= [])
    if (!said.includes(words)) said.push(words)
  }
  return byField
}
