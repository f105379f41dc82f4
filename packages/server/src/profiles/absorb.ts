// The record of a member into whom another was merged: what they had said stays, and what they had not is filled in from the
// other. What belongs together comes from one of the two.
import { absorbComms } from './absorb-comms.ts'
import { absorbAddresses } from './addresses.ts'
import { nameDefault, type ProfileColumns } from './row.ts'

type Two = { readonly winner: ProfileColumns; readonly loser: ProfileColumns }

const union = (own: readonly string[], more: readonly string[]): string[] => [...new Set([...own, ...more])]

/** The own ones, and those of the other that are about something else. */
const joined = <T>(own: readonly T[], more: readonly T[], keyOf: (part: T) => string): T[] => {
  const keys = new Set(own.map(keyOf))
  return [...own, ...more.filter((part) => !keys.has(keyOf(part)))]
}

type PhoneKeys =
  | 'mobile_phone'
  | 'mobile_phone_country'
  | 'mobile_phone_national'
  | 'mobile_phone_national_prefix'
  | 'secondary_phone'

/** A number that there is no room for as mobile one is still a number of theirs. */
function phonesOf({ winner, loser }: Two): Pick<ProfileColumns, PhoneKeys> {
  const { mobile_phone, mobile_phone_country, mobile_phone_national, mobile_phone_national_prefix } =
    winner.mobile_phone === null ? loser : winner
  const others = [winner.secondary_phone, loser.mobile_phone, loser.secondary_phone]
  const secondary = others.find((number) => number !== null && number !== mobile_phone) ?? null
  const mobile = { mobile_phone, mobile_phone_country, mobile_phone_national, mobile_phone_national_prefix }
  return { ...mobile, secondary_phone: winner.secondary_phone ?? secondary }
}

/** A day of another year is another birthday. */
function birthOf({ winner, loser }: Two): Pick<ProfileColumns, 'birth_day' | 'birth_month' | 'birth_year'> {
  const isSameDay = winner.birth_day === loser.birth_day && winner.birth_month === loser.birth_month
  const { birth_day, birth_month, birth_year } = winner.birth_day === null ? loser : winner
  return { birth_day, birth_month, birth_year: birth_year ?? (isSameDay ? loser.birth_year : null) }
}

/** One person joined once, the first time. */
function joiningOf({
  winner,
  loser,
}: Two): Pick<ProfileColumns, 'joined_at' | 'joined_location_id' | 'joined_staff_id'> {
  const [first, other] = loser.joined_at < winner.joined_at ? [loser, winner] : [winner, loser]
  return {
    joined_at: first.joined_at,
    joined_location_id: first.joined_location_id ?? other.joined_location_id,
    joined_staff_id: first.joined_staff_id ?? other.joined_staff_id,
  }
}

const nameOf = (own: string, other: string): string => (own === nameDefault ? other : own)

function customFieldsOf({ winner, loser }: Two): ProfileColumns['custom_fields'] {
  const namespaces = union(Object.keys(winner.custom_fields), Object.keys(loser.custom_fields))
  return Object.fromEntries(
    namespaces.map((name) => [name, { ...loser.custom_fields[name], ...winner.custom_fields[name] }]),
  )
}

export function absorbed(winner: ProfileColumns, loser: ProfileColumns): ProfileColumns {
  const two = { winner, loser }
  const phones = phonesOf(two)
  const email = winner.email ?? loser.email
  const reached = {
    email: email === loser.email,
    mobile: phones.mobile_phone === loser.mobile_phone,
    post: winner.addresses.length === 0,
  }
  return {
    ...winner,
    ...phones,
    ...birthOf(two),
    ...joiningOf(two),
    email,
    title: winner.title ?? loser.title,
    first_name: nameOf(winner.first_name, loser.first_name),
    last_name: nameOf(winner.last_name, loser.last_name),
    gender: winner.gender ?? loser.gender,
    company: winner.company ?? loser.company,
    occupation: winner.occupation ?? loser.occupation,
    avatar_url: winner.avatar_url ?? loser.avatar_url,
    currency: winner.currency ?? loser.currency,
    preferred_location_id: winner.preferred_location_id ?? loser.preferred_location_id,
    preferred_staff_id: winner.preferred_staff_id ?? loser.preferred_staff_id,
    is_completed: winner.is_completed || loser.is_completed,
    tags: union(winner.tags, loser.tags),
    statuses: union(winner.statuses, loser.statuses),
    addresses: absorbAddresses(winner.addresses, loser.addresses),
    comms: absorbComms(winner.comms, loser.comms, reached),
    appearance: { ...loser.appearance, ...winner.appearance },
    dates: joined(winner.dates, loser.dates, (date) => `${date.handle} ${date.relationship}`),
    custom_attributes: joined(
      winner.custom_attributes,
      loser.custom_attributes,
      ({ namespace, handle }) => `${namespace}:${handle}`,
    ),
    custom_fields: customFieldsOf(two),
    region: winner.region ?? loser.region,
  }
}
