// Tells the POS something that a person asked for, and says on the screen whether it was heard.
import { useText } from '@tillside/kit/i18n'
import { useCallback } from 'react'

import { wasHeard } from '../host/bridge.ts'
import type { Callback } from '../host/messages.ts'
import { useNotice } from './notices.tsx'
import { usePortal } from './portal.tsx'

/** `words` are said when the call or the message left for a POS that was there to hear it. */
export function useTellPos(): (callback: Callback, words: string) => Promise<void> {
  const t = useText()
  const say = useNotice()
  const { tell } = usePortal()
  return useCallback(
    async (callback, words) => {
      const told = await tell(callback)
      if (wasHeard(told)) say({ tone: 'good', words })
      else say({ tone: told === 'sent_blind' ? 'attention' : 'bad', words: t(`pos.${told}`) })
    },
    [t, say, tell],
  )
}
