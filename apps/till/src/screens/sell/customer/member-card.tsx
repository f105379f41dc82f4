// The customer of the sale in hand.
import { Button } from '@mantine/core'
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { Icon } from '@tillside/kit/icon'
import { IconButton } from '@tillside/kit/icon-button'
import { Note } from '@tillside/kit/note'
import { Shortcut } from '@tillside/kit/shortcuts'
import { instant } from '@tillside/rules/time'
import type { ReactNode } from 'react'

import { useNotice } from '../../../frame/notices.tsx'
import { useRefusalWords } from '../../../frame/refusals.ts'
import { useMoney, useTill, useTillPart } from '../../../frame/till.tsx'
import type { MemberView } from '../../../runtime/snapshot.ts'
import { RewardState } from '../reward/reward-state.tsx'
import { Benefits } from './benefits.tsx'
import type { CustomerDialog } from './customer-panel.tsx'
import classes from './member-card.module.css'

interface MemberCardProps {
  readonly member: MemberView
  readonly canChange: boolean
  readonly onOpen: (dialog: CustomerDialog) => void
}

export function MemberCard({ member, canChange, onOpen }: MemberCardProps): ReactNode {
  const t = useText()
  const detach = useDetach()
  return (
    <div className={classes.card}>
      <div className={classes.head}>
        <div className={classes.who}>
          <h2 className={classes.name}>{member.fullName}</h2>
          <p className={classes.reach}>{member.mobilePhone ?? member.email ?? member.cards[0] ?? ''}</p>
        </div>
        <IconButton
          label={t('customer.take_off', { name: member.fullName })}
          isDisabled={!canChange}
          onClick={() => void detach()}
        >
          <Icon name="close" size={1.375} />
        </IconButton>
      </div>
      <Balance member={member} />
      <RewardState />
      {canChange ? <UseReward member={member} onOpen={onOpen} /> : null}
      <Benefits member={member} canChange={canChange} />
    </div>
  )
}

/** What can be used now stands large. Without the server that is what it gave leave for, and what there was comes second. */
function Balance({ member }: { readonly member: MemberView }): ReactNode {
  const t = useText()
  const format = useFormat()
  const money = useMoney()
  const zone = useTillPart(({ device }) => device.shop.timezone)
  const { isFromServer, combinedMinor, spendableMinor, asOf } = member
  return (
    <div className={classes.balance}>
      <span className={classes.label}>{t(isFromServer ? 'customer.balance' : 'customer.balance_now')}</span>
      <span className={`${classes.amount} figures`}>{money(isFromServer ? combinedMinor : spendableMinor)}</span>
      {isFromServer ? null : (
        <Note
          kind="attention"
          title={t('customer.balance_at', {
            time: format.dateTime(instant(asOf), zone),
            amount: money(combinedMinor),
          })}
        >
          <p>{t(spendableMinor > 0 ? 'customer.offline_some' : 'customer.offline_none')}</p>
        </Note>
      )}
    </div>
  )
}

interface UseRewardProps {
  readonly member: MemberView
  readonly onOpen: (dialog: CustomerDialog) => void
}

function UseReward({ member, onOpen }: UseRewardProps): ReactNode {
  const t = useText()
  const money = useMoney()
  const mostMinor = useTillPart(({ sale }) => sale?.quote.redeemableMinor ?? 0)
  const lines = useTillPart(({ sale }) => sale?.lines.length ?? 0)
  // Without the server the balance says already why nothing can be used.
  if (member.spendableMinor <= 0 && !member.isFromServer) return null
  if (member.spendableMinor <= 0) return <p className={classes.quiet}>{t('redeem.nothing_there')}</p>
  if (lines === 0) return <p className={classes.quiet}>{t('redeem.goods_first')}</p>
  if (mostMinor <= 0) return <p className={classes.quiet}>{t('redeem.not_on_this')}</p>
  return (
    <Button
      size="lg"
      fullWidth
      variant="light"
      leftSection={<Icon name="gift" />}
      rightSection={<Shortcut keys="F4" />}
      onClick={() => onOpen('reward')}
    >
      {t('redeem.use_up_to', { amount: money(mostMinor) })}
    </Button>
  )
}

function useDetach(): () => Promise<void> {
  const till = useTill()
  const notify = useNotice()
  const say = useRefusalWords()
  return async () => {
    const done = await till.members.detach()
    if (!done.ok) notify({ tone: 'bad', words: say(done.refusal) })
  }
}
