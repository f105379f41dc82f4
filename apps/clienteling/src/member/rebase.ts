// Two people edit one member. What each of them changed is kept; where both changed the same field to something else, the second
// sees what the first made of it, and decides.
import { type MemberForm, type TextField, tagsOf, textFields } from './form.ts'
import { type Channel, channels } from './glance.ts'

/** By the name of its words. Tags are not among them: they are many, and nobody's take another's place. */
export type Field = `field.${TextField}` | `channel.${Channel}`

interface Rebased {
  /** What is there now, with what this person changed. */
  readonly form: MemberForm
  /** What both changed, and not to the same. */
  readonly clashes: readonly Field[]
}

function changedFields(before: MemberForm, form: MemberForm): Field[] {
  const texts = textFields.filter((field) => before[field].trim() !== form[field].trim())
  const answers = channels.filter((channel) => before.optIns[channel] !== form.optIns[channel])
  return [...texts.map((field): Field => `field.${field}`), ...answers.map((channel): Field => `channel.${channel}`)]
}

/** What one added and took away is added to and taken away from what the other left. */
function rebaseTags(before: string, mine: string, now: string): string {
  const [had, have, has] = [tagsOf(before), tagsOf(mine), tagsOf(now)]
  const kept = has.filter((tag) => have.includes(tag) || !had.includes(tag))
  return [...kept, ...have.filter((tag) => !had.includes(tag) && !has.includes(tag))].join(', ')
}

/** `before`: what this person began with; `now`: what the server has by now. */
export function rebase(before: MemberForm, mine: MemberForm, now: MemberForm): Rebased {
  const own = changedFields(before, mine)
  const [others, different] = [changedFields(before, now), changedFields(mine, now)]
  const texts = textFields.map((field) => [field, (own.includes(`field.${field}`) ? mine : now)[field]])
  const optIns = channels.map((channel) => [channel, (own.includes(`channel.${channel}`) ? mine : now).optIns[channel]])
  return {
    form: {
      ...(Object.fromEntries(texts) as Record<TextField, string>),
      tags: rebaseTags(before.tags, mine.tags, now.tags),
      optIns: Object.fromEntries(optIns) as MemberForm['optIns'],
    },
    clashes: own.filter((field) => others.includes(field) && different.includes(field)),
  }
}
