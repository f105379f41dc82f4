// What can be done about what is left: money comes in, goes out, or nothing is left at all. While the card terminal has a
// question open, only that.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import type { Refusal } from '@tillside/rules/outcome'
import type { ReactNode } from 'react'

import { useMoney, useSnapshot, useTill } from '../../frame/till.tsx'
import type { SaleView } from '../../runtime/snapshot.ts'
import { isCardOpen } from '../../runtime/views.ts'
import { changeOf } from '../../tenders/cash.ts'
import { ListedValues } from '../parts/listed-value.tsx'
import { Notice } from '../parts/notice.tsx'
import { Panel } from '../parts/panel.tsx'
import { RefusalNotice } from '../parts/refusal-notice.tsx'
import { type Act, useAct } from '../parts/use-act.ts'
import { CardPanel, isSaidByCard } from './card-panel.tsx'
import { CardDeclined } from './card-declined.tsx'
import { PayOut } from './pay-out.tsx'
import { TenderPad } from './tender-pad.tsx'

interface TakePaymentProps {
  readonly sale: SaleView
  /** Why stopping was refused. */
  readonly stopRefusal: Refusal | null
}

export function TakePayment({ sale, stopRefusal }: TakePaymentProps): ReactNode {
  const t = useText()
  const { card } = useSnapshot()
  const act = useAct()
  if (card !== null && isCardOpen(card)) return <CardPanel card={card} sale={sale} />
  // What the terminal said stands there for itself.
  const isSaid = isSaidByCard(act.refusal) || act.refusal?.code === 'card_declined'
  const refused = isSaid ? null : act.refusal
  return (
    <Panel title={t(sale.leftMinor < 0 ? 'pay.pay_out' : 'pay.take')}>
      <ListedValues listed={sale.listed} />
      {card === null ? null : <CardDeclined card={card} sale={sale} />}
      <RefusalNotice refusal={refused ?? stopRefusal} />
      {sale.leftMinor > 0 ? <TenderPad sale={sale} act={act} /> : null}
      {sale.leftMinor === 0 ? <NothingLeft act={act} sale={sale} /> : null}
      {sale.leftMinor < 0 ? <PayOut sale={sale} act={act} /> : null}
    </Panel>
  )
}

/** As where a reward pays it all, or goods are exchanged for others of the same price. */
function NothingLeft({ act, sale }: { readonly act: Act; readonly sale: SaleView }): ReactNode {
  const t = useText()
  const money = useMoney()
  const runtime = useTill()
  const finish = (): void => void act.run(() => runtime.paying.finish())
  const changeMinor = changeOf(sale.tenders)
  const isPaidByReward = sale.rewardMinor > 0 && sale.tenders.length === 0
  useShortcut('F2', t('pay.finish'), finish)
  return (
    <>
      <p>{t(isPaidByReward ? 'pay.nothing_left' : 'pay.nothing_left_plain')}</p>
      {/* Taken, and not closed yet: what the customer gets is known all the same. */}
      {changeMinor === 0 ? null : (
        <Notice tone="attention">{t('pay.change_to_give', { amount: money(changeMinor) })}</Notice>
      )}
      <Button size="xl" disabled={act.isBusy} rightSection={<Shortcut keys="F2" />} onClick={finish}>
        {t('pay.finish')}
      </Button>
    </>
  )
}
