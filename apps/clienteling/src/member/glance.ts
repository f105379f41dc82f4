// A member at a glance: what the profile says, put into the order in which a person at the counter needs it.
import type { Comms, Member } from './types.ts'

const initialsMax = 2

/** `AL` of Ada Lovelace; whole characters, whatever the script. */
export function initialsOf(fullName: string): string {
  const words = fullName.split(/\s+/).filter((word) => word !== '')
  const letters = [words[0], ...(words.length > 1 ? [words.at(-1)] : [])].map((word) => Array.from(word ?? '')[0] ?? '')
  return letters.slice(0, initialsMax).join('').toUpperCase()
}

export const channels = ['email', 'sms', 'phone', 'post', 'push'] as const
export type Channel = (typeof channels)[number]

/** `bounced`: nothing arrives there. `unasked`: nobody asked the member yet. */
type OptIn = 'yes' | 'no' | 'stopped' | 'bounced' | 'unasked'

/** Whether the member wants to hear of offers on a channel. */
export function optInOf(comms: Comms, channel: Channel): OptIn {
  if (comms[`${channel}_bounced`]) return 'bounced'
  if (comms[`${channel}_optout`]) return 'stopped'
  const answer = comms[`${channel}_promo`]
  return answer === null ? 'unasked' : answer ? 'yes' : 'no'
}

interface Attribute {
  /** `pos.colour` */
  readonly name: string
  readonly value: string
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** What the shop itself keeps of the member, in the order of its names. */
export const attributesOf = ({ custom_attributes: namespaces }: Pick<Member, 'custom_attributes'>): Attribute[] =>
  Object.entries(namespaces)
    .flatMap(([namespace, values]) =>
      Object.entries(values).map(([handle, value]) => ({ name: `${namespace}.${handle}`, value: textOf(value) })),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1))

const digitsShown = 4

/** Cards as they are read out: the last digits, since the whole number would let anybody who looks over a shoulder copy it. */
export const cardsOf = ({ identities }: Pick<Member, 'identities'>): { handle: string; ending: string }[] =>
  identities
    .filter(({ is_active: isActive }) => isActive)
    .map(({ handle, identifier }) => ({ handle, ending: Array.from(identifier).slice(-digitsShown).join('') }))

/** `2 March` of a birthday: day and month, the year only where it is known; null without one. */
export function birthdayOf({
  birth_day: day,
  birth_month: month,
}: Pick<Member, 'birth_day' | 'birth_month'>): { day: number; month: number } | null {
  return day === null || month === null ? null : { day, month }
}
