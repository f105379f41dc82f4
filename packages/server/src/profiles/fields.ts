// From what a caller sends to what is kept of a profile. What is left out keeps what it was, null clears.
import type { Static } from 'typebox'

import type { ProfileChange } from '@tillside/contract/profiles'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { formatInstant, type Instant } from '@tillside/rules/time'
import { localDayOf } from '@tillside/rules/zone'

import type { Tenant } from '../http/context.ts'
import { mergeAddresses } from './addresses.ts'
import { checkBirth } from './birthdays.ts'
import { changeAppearance, changeComms } from './comms.ts'
import { mergeCustomAttributes } from './custom-attributes.ts'
import { mergeDates } from './dates.ts'
import { noMobile, noPhone, readMobile, readPhone } from './phones.ts'
import { nameDefault, type ProfileColumns } from './row.ts'

type Change = Static<typeof ProfileChange>
type Columns<K extends keyof ProfileColumns> = Outcome<Pick<ProfileColumns, K>, RefusalCode>

/** Where and by whom; found by the feature that knows places and staff. */
export type ProfileLinks = Partial<
  Pick<ProfileColumns, 'joined_location_id' | 'preferred_location_id' | 'joined_staff_id' | 'preferred_staff_id'>
>

interface ChangeContext {
  readonly tenant: Tenant
  readonly links: ProfileLinks
  /** Ids for addresses, dates and custom attributes that are added. */
  readonly nextId: () => number
  readonly now: Instant
}

const kept = <T>(sent: T | undefined, before: T): T => (sent === undefined ? before : sent)
const named = (sent: string | null | undefined, before: string): string =>
  sent === undefined ? before : sent?.trim() ? sent : nameDefault

/** How many ids the change may need. */
export function countParts(change: Change): number {
  const attributes = change.custom_attributes ?? []
  const attributeCount = Array.isArray(attributes)
    ? attributes.length
    : Object.values(attributes).reduce((sum, byHandle) => sum + Object.keys(byHandle).length, 0)
  const dateCount = (change.attributes?.dates?.length ?? 0) + (change.dates_attributes?.length ?? 0)
  return (change.addresses?.length ?? 0) + dateCount + attributeCount
}

type PhoneKeys =
  | 'mobile_phone'
  | 'mobile_phone_country'
  | 'mobile_phone_national'
  | 'mobile_phone_national_prefix'
  | 'secondary_phone'

/** A number that is sent back as it is kept is not read again: it may have come from elsewhere, before it was checked. */
function changedPhones(before: ProfileColumns, change: Change, region: string): Columns<PhoneKeys> {
  const isSame = change.mobile_phone === undefined || change.mobile_phone === before.mobile_phone
  const mobile = isSame ? before : change.mobile_phone ? readMobile(change.mobile_phone, region) : noMobile
  if (!mobile) return refuse('validation_failed', noPhone('mobile_phone', region))
  const sent = kept(change.secondary_phone, before.secondary_phone)
  const secondary = sent && sent !== before.secondary_phone ? readPhone(sent, region) : sent || null
  if (sent && !secondary) return refuse('validation_failed', noPhone('secondary_phone', region))
  const { mobile_phone, mobile_phone_country, mobile_phone_national, mobile_phone_national_prefix } = mobile
  return accept({
    mobile_phone,
    mobile_phone_country,
    mobile_phone_national,
    mobile_phone_national_prefix,
    secondary_phone: secondary,
  })
}

function changedBirth(
  before: ProfileColumns,
  change: Change,
  { tenant, now }: ChangeContext,
): Columns<'birth_day' | 'birth_month' | 'birth_year'> {
  const birth = {
    birth_day: kept(change.birth_day, before.birth_day),
    birth_month: kept(change.birth_month, before.birth_month),
    birth_year: kept(change.birth_year, before.birth_year),
  }
  const isSent = [change.birth_day, change.birth_month, change.birth_year].some((part) => part !== undefined)
  const checked = isSent ? checkBirth(birth, localDayOf(now, tenant.timeZone)) : accept(undefined)
  return checked.ok ? accept(birth) : checked
}

function changedParts(
  before: ProfileColumns,
  change: Change,
  { nextId, now }: ChangeContext,
): Columns<'comms' | 'appearance' | 'dates' | 'addresses' | 'custom_attributes'> {
  const at = formatInstant(now)
  const comms = { ...change.attributes?.comms, ...change.comms_attributes }
  const appearance = { ...change.attributes?.appearance, ...change.appearance_attributes }
  const dates = [...(change.attributes?.dates ?? []), ...(change.dates_attributes ?? [])]
  const addresses = mergeAddresses(before.addresses, change.addresses ?? [], nextId, at)
  if (!addresses.ok) return addresses
  const customAttributes = mergeCustomAttributes(before.custom_attributes, change.custom_attributes ?? [], nextId, at)
  if (!customAttributes.ok) return customAttributes
  return accept({
    comms: Object.keys(comms).length === 0 ? before.comms : changeComms(before.comms, comms, at),
    appearance:
      Object.keys(appearance).length === 0 ? before.appearance : changeAppearance(before.appearance, appearance, at),
    dates: mergeDates(before.dates, dates, nextId, at),
    addresses: addresses.value,
    custom_attributes: customAttributes.value,
  })
}

function changedRegion(before: ProfileColumns, change: Change): ProfileColumns['region'] {
  const region = {
    region_id: kept(change.region_id, before.region?.region_id ?? null),
    region_country: kept(change.region_country, before.region?.region_country ?? null),
    region_state: kept(change.region_state, before.region?.region_state ?? null),
  }
  return Object.values(region).every((value) => value === null) ? null : region
}

/** The profile with the change, or which field of it cannot be. */
export function changed(
  before: ProfileColumns,
  change: Change,
  context: ChangeContext,
): Outcome<ProfileColumns, RefusalCode> {
  const { tenant, links } = context
  if (change.currency && change.currency !== tenant.currency) {
    return refuse('currency_unsupported', { details: { currency: tenant.currency } })
  }
  const phones = changedPhones(before, change, tenant.region)
  if (!phones.ok) return phones
  const birth = changedBirth(before, change, context)
  if (!birth.ok) return birth
  const parts = changedParts(before, change, context)
  if (!parts.ok) return parts
  return accept({
    ...before,
    ...phones.value,
    ...birth.value,
    ...parts.value,
    ...links,
    title: kept(change.title, before.title),
    first_name: named(change.first_name, before.first_name),
    last_name: named(change.last_name, before.last_name),
    email: change.email ?? before.email,
    gender: change.gender === 'witheld' ? 'withheld' : kept(change.gender, before.gender),
    company: kept(change.company, before.company),
    occupation: kept(change.occupation, before.occupation),
    avatar_url: kept(change.avatar_url, before.avatar_url),
    currency: kept(change.currency, before.currency),
    profile_type: change.profile_type ?? before.profile_type,
    tags: [...new Set(kept(change.tags, before.tags) ?? [])],
    statuses: [...new Set(kept(change.statuses, before.statuses) ?? [])],
    region: changedRegion(before, change),
  })
}
