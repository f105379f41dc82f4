// What a member wants to hear about, and the sizes that staff noted: documents that are changed key by key.
import type { Static } from 'typebox'

import {
  type Appearance,
  appearanceFields,
  type AppearanceRequest,
  type Comms,
  commsStops,
  commsTopics,
  commsVerifications,
  type CommsRequest,
} from '@tillside/contract/profile-parts'
import { formatInstant, parseUtc } from '@tillside/rules/time'

import type { AppearanceDocument, CommsDocument } from './row.ts'

type Sent = Static<typeof CommsRequest>

const momentKeys = ['terms_accepted_at', 'email_consent_updated_at', 'sms_consent_updated_at'] as const
const plainKeys = [...commsTopics, ...commsStops, ...commsVerifications, 'terms_accepted_version'] as const
/** The answers that are consent in law, and where the moment of the last one is kept. */
const consents = [
  { keys: ['email_promo', 'email_optout'], movedAt: 'email_consent_updated_at' },
  { keys: ['sms_promo', 'sms_optout'], movedAt: 'sms_consent_updated_at' },
] as const

const filled = <T>(keys: readonly string[], value: T): Record<string, T> =>
  Object.fromEntries(keys.map((key) => [key, value]))

const commsDefaults: Readonly<Record<string, unknown>> = {
  ...filled(commsTopics, null),
  ...filled(commsStops, false),
  ...filled(commsVerifications, 'not_sent'),
  terms_accepted_at: null,
  terms_accepted_version: null,
  email_consent_updated_at: null,
  sms_consent_updated_at: null,
}
const appearanceDefaults: Readonly<Record<string, unknown>> = filled(appearanceFields, null)

const wireOf = (text: string): string => {
  const at = parseUtc(text)
  return at === null ? text : formatInstant(at)
}

/** Null takes an answer back; what is not sent stays. */
export function changeComms(before: CommsDocument, sent: Sent, at: string): CommsDocument {
  const values: Record<string, unknown> = {}
  for (const key of plainKeys) {
    // A default that is sent back as it was answered is not an answer yet.
    const isSaid = sent[key] !== undefined && (key in before || sent[key] !== commsDefaults[key])
    if (isSaid) values[key] = sent[key]
  }
  for (const key of momentKeys) {
    const text = sent[key]
    if (text !== undefined) values[key] = text === null ? null : wireOf(text)
  }
  for (const { keys, movedAt } of consents) {
    const hasMoved = keys.some(
      (key) => sent[key] !== undefined && (sent[key] ?? commsDefaults[key]) !== (before[key] ?? commsDefaults[key]),
    )
    // A profile that is sent back as it was answered carries the moment of the consent before this one.
    const isSaid = sent[movedAt] !== undefined && (values[movedAt] ?? null) !== (before[movedAt] ?? null)
    if (hasMoved && !isSaid) values[movedAt] = at
  }
  const kept = Object.entries({ ...before, ...values }).filter(([, value]) => value !== null)
  return { ...Object.fromEntries(kept), updated_at: at }
}

export function changeAppearance(
  before: AppearanceDocument,
  sent: Static<typeof AppearanceRequest>,
  at: string,
): AppearanceDocument {
  const values = appearanceFields.filter((key) => sent[key] !== undefined).map((key) => [key, sent[key]] as const)
  const kept = Object.entries({ ...before, ...Object.fromEntries(values) }).filter(([, value]) => value !== null)
  return { ...Object.fromEntries(kept), updated_at: at }
}

/** Whose they are, and since when. */
interface Owner {
  readonly profile_id: string
  readonly created_at: string
}

const rawKeys = [...commsTopics, ...commsStops] as const
const rawOf = (stored: unknown): number | null => (typeof stored === 'boolean' ? Number(stored) : null)

export const toComms = (document: CommsDocument, owner: Owner): Static<typeof Comms> =>
  ({
    profile_id: owner.profile_id,
    ...commsDefaults,
    created_at: owner.created_at,
    updated_at: owner.created_at,
    ...document,
    ...Object.fromEntries(rawKeys.map((key) => [`${key}_raw`, rawOf(document[key])])),
  }) as Static<typeof Comms>

export const toAppearance = (document: AppearanceDocument, owner: Owner): Static<typeof Appearance> =>
  ({
    profile_id: owner.profile_id,
    created_at: owner.created_at,
    updated_at: owner.created_at,
    ...appearanceDefaults,
    ...document,
  }) as Static<typeof Appearance>
