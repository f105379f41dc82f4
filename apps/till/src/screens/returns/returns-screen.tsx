// Goods that come back. Their receipt is scanned or typed; what each line is worth, in money, in reward and in points, stands there
// before anybody confirms.
import { useText } from '@tillside/kit/i18n'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react'

import { useTill } from '../../frame/till.tsx'
import type { Returnable } from '../../returns/returnable.ts'
import { Screen } from '../parts/screen.tsx'
import { useAct } from '../parts/use-act.ts'
import { ChooseLines } from './choose-lines.tsx'
import { FindReceipt } from './find-receipt.tsx'

export function ReturnsScreen(): ReactNode {
  // The one that was scanned, on whichever screen.
  const { receipt: receiptRef = '' } = useSearch({ from: '/returns' })
  const t = useText()
  const navigate = useNavigate()
  const { returns } = useTill()
  const act = useAct()
  const [found, setFound] = useState<Returnable | null>(null)
  const [sought, setSought] = useState(receiptRef)

  const find = async (text: string): Promise<void> => {
    setSought(text)
    setFound(null)
    setFound(await act.run(() => returns.find(text)))
  }
  const findScanned = useEffectEvent((scanned: string) => void find(scanned))
  useEffect(() => {
    if (receiptRef === '') return undefined
    const soon = setTimeout(() => findScanned(receiptRef))
    return () => clearTimeout(soon)
  }, [receiptRef])

  return (
    <Screen
      title={t('returns.title')}
      hint={found === null ? t('returns.hint') : t('returns.of_receipt', { receiptRef: found.receipt.receiptRef })}
      backLabel={t('returns.to_sale')}
      onBack={() => void navigate({ to: '/' })}
    >
      {found === null ? (
        <FindReceipt key={sought} sought={sought} act={act} onFind={(text) => void find(text)} />
      ) : (
        <ChooseLines key={found.receipt.receiptRef} returnable={found} onOther={() => setFound(null)} />
      )}
    </Screen>
  )
}
