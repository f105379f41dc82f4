// Attaching a member to the POS's sale. A POS that takes the portal away upon it would sell without a redemption that is still under
// way: that comes first, and where its answer is missing the page says so instead; whoever attaches once more attaches. The POS keeps the id that it is told, so it is looked at once more: a member who was merged
// or deleted while the page stood open is nobody any more.
import { useText } from '@tillside/kit/i18n'
import { useState } from 'react'

import { findMember } from '../member/find.ts'
import type { Member } from '../member/types.ts'
import { useNotice } from '../portal/notices.tsx'
import { usePortal } from '../portal/portal.tsx'
import { useReadAgain } from '../portal/queries.ts'
import { useTellPos } from '../portal/use-tell-pos.ts'

/** Nobody waits longer for it: without an answer the member is who they were a moment ago. */
const lookMsMax = 1_500

export function useAttach(member: Member): { readonly isAttaching: boolean; readonly attach: () => Promise<void> } {
  const t = useText()
  const say = useNotice()
  const { client, desk } = usePortal()
  const readAgain = useReadAgain()
  const tellPos = useTellPos()
  const [isAttaching, setAttaching] = useState(false)

  const isThere = async (): Promise<boolean> => {
    const soon = new Promise<null>((resolve) => setTimeout(() => resolve(null), lookMsMax))
    const found = await Promise.race([findMember(client, member.id).catch(() => null), soon])
    return found === null || found.kind === 'there'
  }
  const attach = async (): Promise<void> => {
    setAttaching(true)
    try {
      if (!(await desk.settled())) return
      if (await isThere())
        return await tellPos(
          { name: 'memberProfile_addToSale', args: [member.id] },
          t('attach.done', { name: member.full_name }),
        )
      say({ tone: 'attention', words: t('attach.gone') })
      await readAgain(member.id)
    } finally {
      setAttaching(false)
    }
  }
  return { isAttaching, attach }
}
