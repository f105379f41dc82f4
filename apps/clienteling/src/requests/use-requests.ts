// Asking the desk from a screen, and saying what came of it: above all what happened to the customer's value.
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { useCallback, useState, useSyncExternalStore } from 'react'

import { wasHeard } from '../host/bridge.ts'
import { minorOf } from '../portal/amounts.ts'
import { useNotice } from '../portal/notices.tsx'
import { usePortal } from '../portal/portal.tsx'
import { useReadAgain } from '../portal/queries.ts'
import { reasonOf } from '../portal/reasons.ts'
import { type Ask, takesValue } from './asks.ts'
import type { Heard } from './desk.ts'
import type { Kept } from './kept.ts'
import type { Opening } from './opening.ts'
import { isBackAlready } from './telling.ts'

/** Asks that were not answered. */
export function useUnanswered(): readonly Kept[] {
  const { desk } = usePortal()
  return useSyncExternalStore(desk.subscribe, desk.unanswered)
}

/** What is said of it: value that the sale of this page does not have is not told as if it had. */
function saidAs(heard: Heard, opening: Opening): Heard['outcome'] | 'back_already' | 'done_before' {
  if (heard.outcome !== 'done' || !takesValue(heard.of)) return heard.outcome
  if (isBackAlready({ ask: heard.of, answer: heard.answer }, opening)) return 'back_already'
  return heard.isOfEarlierSale ? 'done_before' : 'done'
}

function toneOf(heard: Heard): 'good' | 'attention' | 'bad' {
  if (heard.outcome === 'refused') return 'bad'
  if (heard.outcome !== 'done') return 'attention'
  const { told } = heard
  return told === null || told === 'other_sale' || wasHeard(told) ? 'good' : 'attention'
}

/** What is said of an ask that was answered, or was not. */
function useSayHeard(): (heard: Heard) => void {
  const t = useText()
  const format = useFormat()
  const say = useNotice()
  const { device, opening } = usePortal()
  const { currency } = device.shop
  return useCallback(
    (heard) => {
      const ask = heard.of
      if (heard.outcome === 'unheard') {
        // It stands above everything, with what may have happened and the way on.
        return say(null)
      }
      const total = heard.outcome === 'done' ? heard.answer.total : null
      const amount = total === null || total === 0 ? '' : format.money(minorOf(total, currency), currency)
      const name = ask.kind === 'benefit' ? ask.benefitName : ''
      const reason = heard.outcome === 'refused' ? reasonOf(heard.error, t) : ''
      const kind = ask.kind === 'reverse' && amount === '' ? 'reverse_benefit' : ask.kind
      const words = t(`heard.${saidAs(heard, opening)}.${kind}`, { amount, name, reason })
      const told = heard.outcome === 'done' ? heard.told : null
      const pos = told === null ? '' : ` ${t(`pos.${told}`)}`
      say({ tone: toneOf(heard), words: `${words}${pos}` })
    },
    [t, format, say, currency, opening],
  )
}

interface Asking {
  /** Until the screen shows what came of it: by what it showed before nothing may be asked for again. */
  readonly isAsking: boolean
  /** Asks, says what was heard, and reads the member again. */
  readonly ask: (ask: Ask) => Promise<Heard>
  /** The same with what was not answered: by itself, or by a person's word. */
  readonly settle: (kept: Kept) => Promise<Heard>
  readonly askAgain: (kept: Kept) => Promise<Heard>
  readonly leave: (kept: Kept) => Promise<Heard>
}

export function useAsking(): Asking {
  const { desk } = usePortal()
  const sayHeard = useSayHeard()
  const readAgain = useReadAgain()
  const [isAsking, setAsking] = useState(false)
  const readBack = useCallback(
    async (heard: Heard): Promise<void> => {
      // Also after a refusal: what the screen showed may have been old.
      if (heard.of.kind !== 'enrol') await readAgain(heard.of.profileId)
      // Who was merged since is read by another id.
      if (heard.outcome === 'done') await readAgain(heard.answer.profileId)
    },
    [readAgain],
  )
  const follow = useCallback(
    async (underWay: Promise<Heard>): Promise<Heard> => {
      setAsking(true)
      const heard = await underWay
      sayHeard(heard)
      // The server is away: nobody waits for what it would say of the member, and what is unanswered has to stand there.
      if (heard.outcome === 'unheard') void readBack(heard)
      else await readBack(heard)
      setAsking(false)
      return heard
    },
    [sayHeard, readBack],
  )
  return {
    isAsking,
    ask: useCallback((asked) => follow(desk.ask(asked)), [desk, follow]),
    settle: useCallback((kept) => follow(desk.settle(kept)), [desk, follow]),
    askAgain: useCallback((kept) => follow(desk.askAgain(kept)), [desk, follow]),
    leave: useCallback((kept) => follow(desk.leave(kept)), [desk, follow]),
  }
}
