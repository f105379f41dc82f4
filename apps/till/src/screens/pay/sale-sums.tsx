// What is paid for: the goods, the reward that was used, what was tendered, and what is left.
import { useText } from '@tillside/kit/i18n'
import { useAnnounce } from '@tillside/kit/live'
import { type ReactNode, useEffect, useEffectEvent } from 'react'

import { useMoney, useSnapshot } from '../../frame/till.tsx'
import type { SaleView } from '../../runtime/snapshot.ts'
import { Panel } from '../parts/panel.tsx'
import { Sum, Sums } from '../parts/sums.tsx'

export function SaleSums({ sale }: { readonly sale: SaleView }): ReactNode {
  const t = useText()
  const money = useMoney()
  const { member } = useSnapshot()
  const { lines, totalMinor, reward, rewardMinor, leftMinor, tenders } = sale
  const units = lines.reduce((sum, { quantity }) => sum + Math.abs(quantity), 0)
  useLeftAnnounced(leftMinor)
  return (
    <Panel title={t('pay.sale')} aside={<span className="figures">{t('pay.units', { count: units })}</span>}>
      <Sums>
        <Sum name={t('pay.goods')} amount={money(totalMinor)} />
        {rewardMinor === 0 ? null : (
          <Sum name={t('pay.reward')} note={member?.fullName} amount={money(-rewardMinor)} tone="good" />
        )}
        {(reward?.benefits ?? []).map((name) => (
          <Sum key={name} name={t('pay.benefit')} note={member?.fullName} amount={name} tone="good" />
        ))}
        {tenders.map(({ type, amountMinor, reference }, index) => (
          <Sum
            key={reference ?? index}
            name={t('pay.tendered', { tender: t(`pay.tender.${type}`) })}
            amount={money(-amountMinor)}
          />
        ))}
        <Sum
          name={t(leftMinor < 0 ? 'pay.to_pay_out' : 'pay.left')}
          amount={money(Math.abs(leftMinor))}
          weight="main"
        />
      </Sums>
    </Panel>
  )
}

/** Whoever cannot see the figure hears it, at first and after each tender. */
function useLeftAnnounced(leftMinor: number): void {
  const t = useText()
  const money = useMoney()
  const announce = useAnnounce()
  const say = useEffectEvent((left: number) =>
    announce(t(left < 0 ? 'pay.to_pay_out_heard' : 'pay.left_heard', { amount: money(Math.abs(left)) })),
  )
  useEffect(() => say(leftMinor), [leftMinor])
}
