// The figures of a day, and what should be in the drawer and on the terminal's own slip.
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import type { ReactNode } from 'react'

import { useMoney, useTillPart } from '../../frame/till.tsx'
import type { DayTotals } from '../../totals/totals.ts'
import { Panel } from '../parts/panel.tsx'
import { Sum, Sums } from '../parts/sums.tsx'
import { pointsOf } from '../receipt/receipt-words.ts'
import classes from './totals-screen.module.css'

export function DayFigures({ totals }: { readonly totals: DayTotals }): ReactNode {
  const t = useText()
  const money = useMoney()
  const { number } = useFormat()
  const { name } = useTillPart(({ device }) => device)
  const { soldMinor, returnedMinor, rewardMinor, rewardBackMinor, discountMinor, netMinor, givenBackMinor, voided } =
    totals
  return (
    <div className={classes.stack}>
      <Panel title={t('totals.figures', { till: name })} aside={t('totals.receipts', { count: totals.receipts })}>
        <Sums>
          <Sum
            name={t('totals.sold')}
            note={t('totals.units', { count: totals.unitsSold })}
            amount={money(soldMinor)}
          />
          <Sum
            name={t('totals.returned')}
            note={t('totals.units', { count: totals.unitsReturned })}
            amount={money(returnedMinor === 0 ? 0 : -returnedMinor)}
          />
          <Sum name={t('totals.rewards')} amount={money(rewardMinor === 0 ? 0 : -rewardMinor)} />
          <Sum name={t('totals.charged')} amount={money(netMinor)} weight="main" />
          {givenBackMinor === 0 ? null : (
            <Sum
              name={t(givenBackMinor > 0 ? 'totals.given_back' : 'totals.handed_back')}
              note={t('totals.given_back_note')}
              amount={money(-givenBackMinor)}
            />
          )}
          <Sum name={t('totals.rewards_back')} note={t('totals.rewards_back_note')} amount={money(rewardBackMinor)} />
          <Sum name={t('totals.discounts')} note={t('totals.discounts_note')} amount={money(discountMinor)} />
          {voided === 0 ? null : <Sum name={t('totals.voided')} amount={number(voided)} />}
        </Sums>
      </Panel>
      <Panel title={t('totals.tenders')}>
        <Sums>
          {totals.tenders.map(({ type, count, amountMinor }) => (
            <Sum
              key={type}
              name={t(`totals.tender.${type}`)}
              note={t('totals.payments', { count })}
              amount={money(amountMinor)}
            />
          ))}
          <Sum name={t('totals.together')} amount={money(netMinor - givenBackMinor)} weight="total" />
        </Sums>
      </Panel>
      <DayPoints totals={totals} />
    </div>
  )
}

/** As the server has counted them: the till reckons nothing here. */
function DayPoints({ totals }: { readonly totals: DayTotals }): ReactNode {
  const t = useText()
  const { points } = useFormat()
  const { pointsEarned, pointsTakenBack, pointsToCome } = totals
  return (
    <Panel title={t('totals.points')}>
      <Sums>
        <Sum
          name={t('totals.points_earned')}
          note={pointsToCome === 0 ? undefined : t('totals.points_to_come', { count: pointsToCome })}
          amount={points(pointsOf(pointsEarned))}
        />
        <Sum
          name={t('totals.points_back')}
          note={t('totals.rewards_back_note')}
          amount={points(pointsTakenBack === 0 ? 0 : -pointsOf(pointsTakenBack))}
        />
      </Sums>
    </Panel>
  )
}
