import { useEffect, useEffectEvent } from 'react'

import type { ScanMeaning } from '../scan/route.ts'
import type { ClaimScan } from '../scan/scans.ts'
import { useTill } from './till.tsx'

const leaveToTray: ClaimScan = () => false

/** While a dialog is open scans do not change what is below it: they wait in the tray, unless the dialog takes them. */
export function useScansWait(claim: ClaimScan = leaveToTray): void {
  const till = useTill()
  const take = useEffectEvent((meaning: ScanMeaning) => claim(meaning))
  useEffect(() => till.scans.claim((meaning) => take(meaning)), [till])
}
