// What a person types about a member, and what is sent of it. Enrolling sends what was filled in; editing sends only what changed,
// so that two people who edit different fields do not undo each other.
import type { createProfile, updateProfile } from '@tillside/contract/members'
import type { BodyOf } from '@tillside/contract/route'
import type { Client } from '@tillside/pos-sdk/client/client'
import { ClientError } from '@tillside/pos-sdk/client/errors'

import { type Channel, channels } from './glance.ts'
import type { Member } from './types.ts'

type Availability = Awaited<ReturnType<Client['profiles']['availability']>>

export const textFields = [
  'first_name',
  'last_name',
  'email',
  'mobile_phone',
  'birth_day',
  'birth_month',
  'birth_year',
] as const
export type TextField = (typeof textFields)[number]

export interface MemberForm extends Readonly<Record<TextField, string>> {
  /** Separated by commas. */
  readonly tags: string
  /** True: wants to hear of offers there; null: not asked. */
  readonly optIns: Readonly<Record<Channel, boolean | null>>
}

const nobodyAsked = Object.fromEntries(channels.map((channel) => [channel, null])) as MemberForm['optIns']

const digits = /^\+?[\d\s()/.-]{5,}$/

/** An empty form, with what was searched for in the field that it looks like. */
export function formOf(searched: string): MemberForm {
  const empty = Object.fromEntries(textFields.map((field) => [field, ''])) as Record<TextField, string>
  const text = searched.trim()
  const form = { ...empty, tags: '', optIns: nobodyAsked }
  if (text.includes('@')) return { ...form, email: text }
  if (digits.test(text)) return { ...form, mobile_phone: text }
  const [first = '', ...rest] = text.split(/\s+/)
  return { ...form, first_name: first, last_name: rest.join(' ') }
}

/** The form of a member who is there. */
export function formOfMember(member: Member): MemberForm {
  const texts = Object.fromEntries(textFields.map((field) => [field, String(member[field] ?? '')])) as Record<
    TextField,
    string
  >
  const { comms } = member.attributes
  const optIns = Object.fromEntries(
    channels.map((channel) => [channel, comms[`${channel}_optout`] ? false : comms[`${channel}_promo`]]),
  ) as MemberForm['optIns']
  return { ...texts, tags: member.tags.join(', '), optIns }
}

export const tagsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  ),
]

/** A yes also takes back that nothing may be sent there. */
function commsOf(optIns: Partial<MemberForm['optIns']>): Record<string, boolean> {
  const comms: Record<string, boolean> = {}
  for (const channel of channels) {
    const answer = optIns[channel] ?? null
    if (answer !== null) comms[`${channel}_promo`] = answer
    if (answer === true) comms[`${channel}_optout`] = false
  }
  return comms
}

const isNumber = (field: TextField): boolean => field.startsWith('birth_')

/** Null clears; a birthday's figures travel as numbers. */
const valueOf = (field: TextField, text: string): string | number | null => {
  const trimmed = text.trim()
  if (trimmed === '') return null
  return isNumber(field) ? Number(trimmed) : trimmed
}

type FormProblem = 'email_missing' | 'email_form' | 'number_form' | 'birthday_half'
type FormProblems = Partial<Record<TextField, FormProblem>>

const emailForm = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

/** What a person can mend before anything is sent; the server looks more closely. */
export function problemsOf(form: MemberForm): FormProblems {
  const email = form.email.trim()
  const birthday = (['birth_day', 'birth_month', 'birth_year'] as const).filter(
    (field) => form[field].trim() !== '' && !/^\d{1,4}$/.test(form[field].trim()),
  )
  const isHalf = (form.birth_day.trim() === '') !== (form.birth_month.trim() === '')
  return {
    ...(email === '' ? { email: 'email_missing' } : emailForm.test(email) ? {} : { email: 'email_form' }),
    ...(isHalf ? { [form.birth_day.trim() === '' ? 'birth_day' : 'birth_month']: 'birthday_half' } : {}),
    ...Object.fromEntries(birthday.map((field) => [field, 'number_form'])),
  } as FormProblems
}

interface JoinedWhere {
  readonly locationId: number | null
  /** The number or id of who enrols. */
  readonly staffId: string | number | null
}

/** The body that enrols. */
export function enrolBody(form: MemberForm, { locationId, staffId }: JoinedWhere): BodyOf<typeof createProfile> {
  const filled = textFields.flatMap((field) => {
    const value = valueOf(field, form[field])
    return value === null ? [] : [[field, value] as const]
  })
  const comms = commsOf(form.optIns)
  const tags = tagsOf(form.tags)
  return {
    ...Object.fromEntries(filled),
    email: form.email.trim(),
    ...(tags.length > 0 ? { tags } : {}),
    ...(Object.keys(comms).length > 0 ? { comms_attributes: comms } : {}),
    ...(locationId === null ? {} : { joined_location_id: locationId }),
    ...(staffId === null ? {} : { joined_staff_id: staffId }),
  }
}

/** What of a member changed, as it is sent; null when nothing did. */
export function changeBody(before: MemberForm, form: MemberForm): BodyOf<typeof updateProfile> | null {
  const texts = textFields.flatMap((field) =>
    before[field].trim() === form[field].trim() ? [] : [[field, valueOf(field, form[field])] as const],
  )
  const answered = Object.fromEntries(
    channels
      .filter((channel) => before.optIns[channel] !== form.optIns[channel])
      .map((channel) => [channel, form.optIns[channel]]),
  )
  const comms = commsOf(answered)
  const tags = tagsOf(form.tags)
  const hasTags = tags.join() !== tagsOf(before.tags).join()
  const body = {
    ...Object.fromEntries(texts),
    ...(hasTags ? { tags } : {}),
    ...(Object.keys(comms).length > 0 ? { comms_attributes: comms } : {}),
  }
  return Object.keys(body).length === 0 ? null : body
}

export interface Duplicate {
  readonly profileId: string
  readonly fullName: string
  /** What both have; a name alone may be another person's too. */
  readonly by: 'email' | 'mobile_phone' | 'name'
}

type FoundMember = Pick<Awaited<ReturnType<Client['profiles']['lookup']>>[number], 'id' | 'full_name'>

/** The whole name as it is compared: however it is written. */
const plainName = (name: string): string => name.trim().replaceAll(/\s+/g, ' ').toLocaleLowerCase()

/** Most people of the same name who are shown. */
const namesakesMax = 3

/** Whether enrolling waits until a person has looked: an address belongs to one member, a number may be shared. */
export const isBlocking = ({ by }: Duplicate, sharesNumber: boolean): boolean =>
  by === 'email' || (by === 'mobile_phone' && !sharesNumber)

/** What is looked up to find somebody of the same name: first and last, since a first name alone is everybody's. */
export function wholeNameOf({
  first_name: first,
  last_name: last,
}: Pick<MemberForm, 'first_name' | 'last_name'>): string {
  return first.trim() === '' || last.trim() === '' ? '' : `${first.trim()} ${last.trim()}`
}

/** Who has the address, the number or the whole name already. One person found by several is one. */
export function duplicatesOf(availability: Availability, name: string, found: readonly FoundMember[]): Duplicate[] {
  const namesakes = found
    .filter(({ full_name: fullName }) => name !== '' && plainName(fullName) === plainName(name))
    .slice(0, namesakesMax)
    .map(({ id, full_name: fullName }): Duplicate => ({ profileId: id, fullName, by: 'name' }))
  const taken = (['email', 'mobile_phone'] as const).flatMap((by): Duplicate[] => {
    const profile = availability[by]?.profile
    return profile ? [{ profileId: profile.id, fullName: profile.full_name, by }] : []
  })
  const all = [...taken, ...namesakes]
  return all.filter(({ profileId }, index) => all.findIndex((other) => other.profileId === profileId) === index)
}

/** What the server found wrong, by the field that a person sees; in the server's words. */
export function refusedFields(error: unknown): Partial<Record<TextField, string>> {
  if (!(error instanceof ClientError)) return {}
  return Object.fromEntries(
    textFields.flatMap((field) => {
      const [words] = error.fields[field] ?? []
      return words === undefined ? [] : [[field, words] as const]
    }),
  )
}
