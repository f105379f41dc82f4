// Every scan goes to the till, wherever the focus is and whichever screen is open; what came of it is heard, and seen.
import { useDevice } from '@tillside/kit/device-context'
import { useText } from '@tillside/kit/i18n'
import { useAnnounce } from '@tillside/kit/live'
import { useScanner } from '@tillside/kit/scanner'
import { playSound } from '@tillside/kit/sounds'
import { useNavigate, useRouterState } from '@tanstack/react-router'

import type { ScanEffect, ScanResult } from '../scan/results.ts'
import { useNotice } from './notices.tsx'
import { useScanWords } from './scan-words.ts'
import { useTill } from './till.tsx'

/** What a code does, wherever it comes from: a scanner, a camera, a practice card. */
export function useScanned(): (text: string) => Promise<ScanEffect> {
  const till = useTill()
  const navigate = useNavigate()
  const announce = useAnnounce()
  const notify = useNotice()
  const say = useScanWords()
  const signIn = useBadge()
  const isSelling = useRouterState({ select: ({ location }) => location.pathname === '/' })
  const tell = (scan: ScanResult): void => {
    const said = say(scan)
    if (said === null) return
    playSound(said.tone)
    // The sell screen has a place of its own for it.
    if (isSelling || said.tone === 'attention') announce(said.words, said.tone === 'bad' ? 'assertive' : 'polite')
    else notify({ tone: said.tone, words: said.words })
  }
  return async (text) => {
    const scan = await till.scans.submit(text)
    tell(scan)
    const { effect } = scan
    if (effect.kind === 'badge') await signIn(effect.badge)
    if (effect.kind === 'receipt') await navigate({ to: '/returns', search: { receipt: effect.receiptRef } })
    return effect
  }
}

/** A badge signs in whoever it belongs to; the sale in hand stays where it is. */
function useBadge(): (badge: string) => Promise<void> {
  const t = useText()
  const { session } = useDevice()
  const notify = useNotice()
  return async (badge) => {
    const result = await session.signIn({ badge })
    playSound(result.ok ? 'good' : 'bad')
    if (result.ok) notify({ tone: 'good', words: t('scan.signed_in') })
    else notify({ tone: 'bad', words: t(result.why === 'wrong' ? 'scan.badge_unknown' : 'scan.badge_not_now') })
  }
}

export function useHeardScans(): void {
  const t = useText()
  const notify = useNotice()
  const scanned = useScanned()
  useScanner({
    onScan: ({ text }) => void scanned(text),
    onUnreadable: () => {
      playSound('bad')
      notify({ tone: 'bad', words: t('scan.unreadable') })
    },
  })
}
