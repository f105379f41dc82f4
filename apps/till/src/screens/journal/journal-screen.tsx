// What is not finished yet: sales that the server has still to record, money that is still to be given back, and what only a person
// can put right.
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import { useSnapshot } from '../../frame/till.tsx'
import { GiveBackList } from '../pay/give-back-list.tsx'
import { Panel, PanelEmpty } from '../parts/panel.tsx'
import { RefusalNotice } from '../parts/refusal-notice.tsx'
import { Columns, Screen } from '../parts/screen.tsx'
import { useAct } from '../parts/use-act.ts'
import { ForStaff } from './for-staff.tsx'
import { Waiting } from './waiting.tsx'
import classes from './journal-screen.module.css'

export function JournalScreen(): ReactNode {
  const t = useText()
  const navigate = useNavigate()
  const format = useFormat()
  const { queue, device } = useSnapshot()
  const heard = queue.heardAt === null ? null : format.dateTime(queue.heardAt, device.shop.timezone)
  return (
    <Screen
      title={t('journal.title')}
      hint={heard === null ? t('journal.never_heard') : t('journal.heard', { moment: heard })}
      backLabel={t('journal.to_sale')}
      onBack={() => void navigate({ to: '/' })}
    >
      <Columns>
        <div className={classes.stack}>
          <Waiting />
          <Owed />
        </div>
        <ForStaff />
      </Columns>
    </Screen>
  )
}

function Owed(): ReactNode {
  const t = useText()
  const { toGiveBack } = useSnapshot()
  const act = useAct()
  return (
    <Panel title={t('journal.owed')}>
      {toGiveBack.length === 0 ? <PanelEmpty>{t('journal.owed_none')}</PanelEmpty> : null}
      <RefusalNotice refusal={act.refusal} />
      {toGiveBack.length === 0 ? null : <GiveBackList owed={toGiveBack} act={act} />}
    </Panel>
  )
}
