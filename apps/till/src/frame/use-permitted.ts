// One question before something that not everybody may do: by the role of who is signed in, or by a colleague's PIN.
import { useApproval } from '@tillside/kit/approval'
import type { Permission } from '@tillside/rules/roles'

import { useTill } from './till.tsx'
import { tillHost } from './till-host.ts'

/** `if (await permit('discount')) …` */
export function usePermitted(): (permission: Permission) => Promise<boolean> {
  const till = useTill()
  const approve = useApproval()
  return async (permission) => {
    if (till.may(permission)) return true
    // Goods that are scanned while somebody looks for a colleague wait in the tray.
    const release = till.scans.claim(() => false)
    const answer = await approve(permission).finally(release)
    if (answer !== 'allowed') return false
    // The till hears of it now, not with the next drawing of the screen.
    tillHost.allow(permission)
    return true
  }
}
