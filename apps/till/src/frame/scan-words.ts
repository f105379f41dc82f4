// What came of a scan, in words, and whether that is good news.
import { useText } from '@tillside/kit/i18n'

import type { ScanResult } from '../scan/results.ts'
import { useRefusalWords } from './refusals.ts'
import { useTill } from './till.tsx'

interface ScanWords {
  readonly tone: 'good' | 'bad' | 'attention'
  readonly words: string
}

/** Null where another part of the screen says it. */
export function useScanWords(): (scan: ScanResult) => ScanWords | null {
  const t = useText()
  const till = useTill()
  const refused = useRefusalWords()
  return ({ effect, text }) => {
    switch (effect.kind) {
      case 'added':
        return { tone: 'good', words: t('scan.added', { name: effect.name }) }
      case 'attached':
        return { tone: 'good', words: t('scan.attached', { name: effect.name }) }
      case 'benefit_chosen': {
        const { member } = till.getSnapshot()
        const name = member?.benefits?.find(({ id }) => id === effect.benefitId)?.name ?? String(effect.benefitId)
        return { tone: 'good', words: t('scan.benefit_chosen', { name }) }
      }
      case 'receipt':
        return { tone: 'good', words: t('scan.receipt', { receipt: effect.receiptRef }) }
      case 'badge':
      case 'claimed':
        return null
      case 'waits':
        return { tone: 'attention', words: t(`scan.waits_${effect.because}`) }
      case 'refused':
        return { tone: 'bad', words: effect.code === 'scan_unknown' ? t('scan.unknown', { text }) : refused(effect) }
    }
  }
}
