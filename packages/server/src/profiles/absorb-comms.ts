// What two records of one person say of channels: what was said last is what the person wants, and what is known of an address
// or number goes with that address or number.
import type { CommsDocument } from './row.ts'

/** Which addresses and numbers of the other record stand on this one now. */
interface Reached {
  readonly email: boolean
  readonly mobile: boolean
  readonly post: boolean
}

type Key = keyof CommsDocument

/** Whether what was sent there arrived, and whether it is theirs. */
const ofAddress: Readonly<Record<keyof Reached, readonly Key[]>> = {
  email: ['email_bounced', 'email_verification'],
  mobile: ['sms_bounced', 'sms_verification', 'phone_bounced', 'phone_verification'],
  post: ['post_bounced', 'post_verification'],
}

/** Answers that are one act: they come from one record, with their moment. */
const acts: readonly (readonly [movedAt: Key, ...said: readonly Key[]])[] = [
  ['email_consent_updated_at', 'email_promo', 'email_optout'],
  ['sms_consent_updated_at', 'sms_promo', 'sms_optout'],
  ['terms_accepted_at', 'terms_accepted_version'],
]

const pick = (document: CommsDocument, keys: readonly Key[]): CommsDocument =>
  Object.fromEntries(keys.filter((key) => key in document).map((key) => [key, document[key]]))

const without = (document: CommsDocument, keys: readonly Key[]): CommsDocument =>
  Object.fromEntries(Object.entries(document).filter(([key]) => !keys.includes(key as Key)))

/** Moments are written so that the later one is the greater text; where none is kept, the own answer stays. */
function lastOf(own: CommsDocument, other: CommsDocument, keys: readonly [Key, ...Key[]]): CommsDocument {
  const [movedAt] = keys
  const hasOwn = keys.some((key) => key in own)
  const isLater = String(other[movedAt] ?? '') > String(own[movedAt] ?? '')
  return pick(hasOwn && !isLater ? own : other, keys)
}

export function absorbComms(own: CommsDocument, other: CommsDocument, reached: Reached): CommsDocument {
  const unreached = (Object.keys(ofAddress) as (keyof Reached)[]).flatMap((to) => (reached[to] ? [] : ofAddress[to]))
  const theirs = without(other, [...unreached, 'updated_at'])
  const isActed = acts.flat()
  return {
    ...without(theirs, isActed),
    ...without(own, isActed),
    ...Object.assign({}, ...acts.map((keys) => lastOf(own, theirs, keys as readonly [Key, ...Key[]]))),
  }
}
