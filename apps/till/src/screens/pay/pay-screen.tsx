// The payment. Tenders come in until nothing is left, or it is stopped, and everything goes back to where it was.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { accept, type Outcome, type Refusal } from '@tillside/rules/outcome'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'

import { useSnapshot, useTill } from '../../frame/till.tsx'
import type { SaleView, TillSnapshot } from '../../runtime/snapshot.ts'
import { isCardOpen } from '../../runtime/views.ts'
import { EmptyScreen } from '../parts/empty-screen.tsx'
import { Screen } from '../parts/screen.tsx'
import { useAct } from '../parts/use-act.ts'
import { kindOf, useValueWords } from '../parts/value-words.ts'
import { type Failure, PaymentFailed } from './payment-failed.tsx'
import layout from './pay-screen.module.css'
import { SaleSums } from './sale-sums.tsx'
import { TakePayment } from './take-payment.tsx'

export function PayScreen(): ReactNode {
  const t = useText()
  const navigate = useNavigate()
  const runtime = useTill()
  const snapshot = useSnapshot()
  const { sale } = snapshot
  const stop = useAct()
  const say = useValueWords()
  // Stays until somebody chooses what comes next: a finger that has just given money back must not land on a payment.
  const [failure, setFailure] = useState<Failure | null>(() => failureBefore(snapshot))
  // From the moment in which it is stopped: what opens again with that must not be begun again on the way out.
  const [isStopped, setStopped] = useState(false)
  const isClosed = useReceiptOnceClosed(snapshot)
  // Also while the reward is still on its way back: the customer does not wait for a server that is away.
  const beginRefusal = useBegin(
    sale !== null && sale.lines.length > 0 && isBeforePayment(sale) && !isStopped && failure === null,
  )

  const toSale = (): void => void navigate({ to: '/' })
  const stopPayment = async (): Promise<void> => {
    if (isStopped) return
    const held = sale
    setStopped(true)
    const stopped = await stop.run(async (): Promise<Outcome<{ readonly wasBegun: boolean }>> => {
      const failed = await runtime.paying.fail('payment_stopped')
      if (failed.ok) return accept({ wasBegun: true })
      // One that could not even begin has nothing to stop.
      return failed.refusal.code === 'payment_not_begun' ? accept({ wasBegun: false }) : failed
    })
    if (stopped === null) return setStopped(false)
    // Where nothing was taken there is nothing to watch.
    if (!stopped.wasBegun || held === null || (held.reward === null && held.tenders.length === 0)) return toSale()
    setFailure({ values: [...(held.reward ? [held.reward] : []), ...held.comingBack, ...held.listed], isKnown: true })
  }

  const payAgain = (): void => {
    setFailure(null)
    setStopped(false)
  }

  if (isClosed) return null
  if (failure !== null && sale !== null) {
    return <PaymentFailed sale={sale} failure={failure} onPayAgain={payAgain} onLeave={toSale} />
  }
  if (sale === null || sale.lines.length === 0) {
    const words = { missing: t('pay.nothing'), hint: t('pay.nothing_hint') }
    return <EmptyScreen title={t('pay.title')} icon="scan" {...words} action={t('pay.to_sale')} onAction={toSale} />
  }
  return (
    <Screen title={t('pay.title')} hint={t('pay.hint')} backLabel={t('pay.stop')} onBack={() => void stopPayment()}>
      <div className={layout.columns}>
        <SaleSums sale={sale} />
        <div className={layout.take}>
          <TakePayment sale={sale} stopRefusal={stop.refusal ?? beginRefusal} />
        </div>
        <Button
          variant="subtle"
          color="red"
          size="lg"
          disabled={stop.isBusy || isCardOpen(snapshot.card)}
          onClick={() => void stopPayment()}
        >
          {sale.reward === null
            ? t('pay.stop')
            : t(`pay.stop_with_${kindOf(sale.reward)}`, { value: say(sale.reward) })}
        </Button>
      </div>
    </Screen>
  )
}

/** After a reload: value is still on its way back, or money of a payment that failed was not given back yet. */
function failureBefore({ sale, toGiveBack }: TillSnapshot): Failure | null {
  if (sale === null || !sale.canChange) return null
  const { receiptRef, comingBack, listed } = sale
  const isOwed = toGiveBack.some((owed) => owed.receiptRef === receiptRef)
  return comingBack.length > 0 || isOwed ? { values: [...comingBack, ...listed], isKnown: false } : null
}

/** A sale that was closed goes on to its receipt. */
function useReceiptOnceClosed({ sale, lastReceipt }: TillSnapshot): boolean {
  const navigate = useNavigate()
  const receiptRef = sale === null ? (lastReceipt?.receiptRef ?? null) : null
  useEffect(() => {
    if (receiptRef !== null) void navigate({ to: '/receipt/$ref', params: { ref: receiptRef }, replace: true })
  }, [receiptRef, navigate])
  return receiptRef !== null
}

/** A reward that was taken waits for its payment as well. */
const isBeforePayment = ({ canChange, state }: SaleView): boolean => canChange || state === 'redeemed'

/** From here on the basket stays as it is: what is scanned waits in the tray. */
function useBegin(isDue: boolean): Refusal | null {
  const runtime = useTill()
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  useEffect(() => {
    if (!isDue) return undefined
    let isShown = true
    const begin = async (): Promise<void> => {
      const begun = await runtime.paying.begin()
      // Begun twice it has begun.
      const isBegun = begun.ok || begun.refusal.code === 'payment_under_way'
      if (isShown) setRefusal(isBegun ? null : begun.refusal)
    }
    void begin()
    return () => void (isShown = false)
  }, [isDue, runtime])
  return isDue ? refusal : null
}
