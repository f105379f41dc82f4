// What was redeemed lately. What was taken a moment ago can be put back, and the time left for it runs before one's eyes.
import { Button, Skeleton } from '@mantine/core'
import { Countdown } from '@tillside/kit/countdown'
import { Problem } from '@tillside/kit/errors'
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { parseUtc, reversalWindowMs } from '@tillside/rules/time'
import { type ReactNode, useState } from 'react'

import { minorOf } from '../portal/amounts.ts'
import { Card, CardEmpty } from '../portal/card.tsx'
import { usePortal } from '../portal/portal.tsx'
import { useReadAgain, useRedemptions } from '../portal/queries.ts'
import { useIsOfThisTill } from '../redemptions/place.ts'
import { benefitNamesOf, type Redemption, standingOf } from '../redemptions/standing.ts'
import { useAsking } from '../requests/use-requests.ts'
import { LateReversalDialog } from './late-reversal-dialog.tsx'
import rows from './rows.module.css'

/** `$10.00`, `Free hemming`, or both. */
function useTakenWords(redemption: Redemption): string {
  const format = useFormat()
  const { currency } = usePortal().device.shop
  const value = redemption.total > 0 ? [format.money(minorOf(redemption.total, currency), currency)] : []
  return [...value, ...benefitNamesOf(redemption)].join(' + ')
}

function WayBack({ redemption, onLate }: { readonly redemption: Redemption; readonly onLate: () => void }): ReactNode {
  const t = useText()
  const { serverNow } = usePortal()
  const { isAsking, ask } = useAsking()
  const readAgain = useReadAgain()
  const { id, profile_id: profileId } = redemption
  const isOfThisTill = useIsOfThisTill(redemption)
  const standing = standingOf(redemption, serverNow())
  const words = useTakenWords(redemption)
  // What is read again is what it was: only the time has passed, and that alone shows nothing anew.
  const [, setEnded] = useState(0)
  const end = (): void => {
    setEnded((times) => times + 1)
    void readAgain(profileId)
  }
  if (standing.kind === 'reversed' || standing.kind === 'returned')
    return <span className={rows.state}>{t(`redemption.${standing.kind}`)}</span>
  if (standing.kind === 'late')
    return (
      <Button variant="subtle" onClick={onLate} aria-label={t('redemption.late_named', { what: words })}>
        {t('redemption.late')}
      </Button>
    )
  return (
    <div className={rows.back}>
      <Countdown
        label={t('redemption.time_left')}
        until={standing.until}
        now={serverNow}
        totalMs={reversalWindowMs}
        onEnd={end}
      />
      <Button
        variant="default"
        loading={isAsking}
        aria-label={t('redemption.put_back_named', { what: words })}
        onClick={() => void ask({ kind: 'reverse', profileId, redemptionId: id, isOfThisTill, reason: null })}
      >
        {t('redemption.put_back')}
      </Button>
    </div>
  )
}

function RedemptionRow({ redemption }: { readonly redemption: Redemption }): ReactNode {
  const t = useText()
  const format = useFormat()
  const { timezone } = usePortal().device.shop
  const [isLate, setLate] = useState(false)
  const words = useTakenWords(redemption)
  const at = parseUtc(redemption.created_at)
  const receipt = redemption.transaction?.receipt_ref ?? redemption.transaction_receipt_ref
  const details = [
    at === null ? null : format.dateTime(at, timezone),
    redemption.location?.name ?? null,
    receipt === null ? null : t('redemption.receipt', { receipt }),
  ].filter((part) => part !== null)
  return (
    <li className={rows.row}>
      <div className={rows.what}>
        <span className={`${rows.name} figures`}>{words}</span>
        <span className={rows.detail}>{details.join(' · ')}</span>
      </div>
      <WayBack redemption={redemption} onLate={() => setLate(true)} />
      {isLate ? <LateReversalDialog redemption={redemption} what={words} onClose={() => setLate(false)} /> : null}
    </li>
  )
}

export function RedemptionsCard({ profileId }: { readonly profileId: string }): ReactNode {
  const t = useText()
  const { data, error, refetch } = useRedemptions(profileId)
  return (
    <Card title={t('redemption.title')}>
      {error ? <Problem error={error} value="untouched" onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton height={64} /> : null}
      {data?.length === 0 ? <CardEmpty>{t('redemption.none')}</CardEmpty> : null}
      {data && data.length > 0 ? (
        <ul className={rows.list}>
          {data.map((redemption) => (
            <RedemptionRow key={redemption.id} redemption={redemption} />
          ))}
        </ul>
      ) : null}
    </Card>
  )
}
