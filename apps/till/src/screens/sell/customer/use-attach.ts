import { useText } from '@tillside/kit/i18n'
import { playSound } from '@tillside/kit/sounds'
import type { KnownMember } from '@tillside/pos-sdk/offline/recent-members'

import { useNotice } from '../../../frame/notices.tsx'
import { useRefusalWords } from '../../../frame/refusals.ts'
import { useTill } from '../../../frame/till.tsx'

/** Makes somebody the customer of the sale, and closes what asked for them. */
export function useAttach(onDone: () => void): (member: KnownMember, isFromServer: boolean) => Promise<void> {
  const till = useTill()
  const t = useText()
  const notify = useNotice()
  const say = useRefusalWords()
  return async (member, isFromServer) => {
    const attached = await till.members.attach(member, isFromServer)
    playSound(attached.ok ? 'good' : 'bad')
    onDone()
    if (attached.ok) notify({ tone: 'good', words: t('scan.attached', { name: member.fullName }) })
    else notify({ tone: 'bad', words: say(attached.refusal) })
  }
}
