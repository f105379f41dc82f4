// Who stands there: name, balance and usable benefits, from the moment that the card was scanned.
import { Button } from '@mantine/core'
import { Empty } from '@tillside/kit/empty'
import { useText } from '@tillside/kit/i18n'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import { SkeletonLines } from '@tillside/kit/skeletons'
import { type ReactNode, useState } from 'react'

import { useTillPart } from '../../../frame/till.tsx'
import { RewardDialog } from '../reward/reward-dialog.tsx'
import { EnrolDialog } from './enrol-dialog.tsx'
import { FindDialog } from './find-dialog.tsx'
import { MemberCard } from './member-card.tsx'
import { PracticeCards } from './practice-cards.tsx'
import classes from './customer-panel.module.css'

export type CustomerDialog = 'find' | 'enrol' | 'reward' | null

export function CustomerPanel({ onAsk }: { readonly onAsk: () => void }): ReactNode {
  const t = useText()
  const [opened, setOpened] = useState<CustomerDialog>(null)
  const [typed, setTyped] = useState('')
  const member = useTillPart((snapshot) => snapshot.member)
  const profileId = useTillPart(({ sale }) => sale?.profileId ?? null)
  const canChange = useTillPart(({ sale }) => sale === null || sale.canChange)
  const canReward = useTillPart(({ sale }) => sale?.canChange === true && sale.profileId !== null)
  const open = (dialog: CustomerDialog): void => {
    onAsk()
    setOpened(dialog)
  }
  const close = (): void => setOpened(null)
  useShortcut('F3', t('customer.find'), () => open('find'), { isEnabled: canChange })
  useShortcut('F4', t('redeem.use'), () => open('reward'), { isEnabled: canReward })
  return (
    <div className={classes.panel}>
      {profileId === null ? (
        <Nobody canChange={canChange} onOpen={open} />
      ) : member === null ? (
        <SkeletonLines count={4} />
      ) : (
        <MemberCard key={member.profileId} member={member} canChange={canChange} onOpen={open} />
      )}
      {opened === 'find' ? (
        <FindDialog
          onClose={close}
          onEnrol={(text) => {
            setTyped(text)
            setOpened('enrol')
          }}
        />
      ) : null}
      {opened === 'enrol' ? <EnrolDialog typed={typed} onClose={close} /> : null}
      {opened === 'reward' && member !== null && canReward ? <RewardDialog member={member} onClose={close} /> : null}
    </div>
  )
}

interface NobodyProps {
  readonly canChange: boolean
  readonly onOpen: (dialog: CustomerDialog) => void
}

function Nobody({ canChange, onOpen }: NobodyProps): ReactNode {
  const t = useText()
  const isTraining = useTillPart((snapshot) => snapshot.isTraining)
  return (
    <div className={classes.nobody}>
      <div className={classes.hint}>
        <Empty icon="person" title={t('customer.none')} hint={t('customer.none_words')} />
      </div>
      <div className={classes.ways}>
        <Button
          variant="light"
          disabled={!canChange}
          rightSection={<Shortcut keys="F3" />}
          onClick={() => onOpen('find')}
        >
          {t('customer.find')}
        </Button>
        <Button variant="default" disabled={!canChange} onClick={() => onOpen('enrol')}>
          {t('customer.enrol')}
        </Button>
      </div>
      {isTraining ? <PracticeCards /> : null}
    </div>
  )
}
