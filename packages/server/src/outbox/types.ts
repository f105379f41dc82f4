// Types of changes as a query names them.
import { type ChangeType, changeTypes } from '@tillside/contract/events'

import { refuseParameter } from '../http/errors.ts'
import type { QueryValue } from '../http/filters.ts'

export function readTypes(value: QueryValue): ChangeType[] {
  const names = typeof value === 'string' ? value.split(',') : []
  const types = names.flatMap((name) => changeTypes.find((type) => type === name) ?? [])
  if (names.length > 0 && types.length === names.length) return types
  return refuseParameter('types', `must be some of ${changeTypes.join(', ')}, with commas between`)
}
