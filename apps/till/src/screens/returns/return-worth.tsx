// What the customer gets for what was chosen, before it is confirmed: money, the share of the reward, and the points that are taken
// back.
import { Button } from '@mantine/core'
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import { useMoney, useTill } from '../../frame/till.tsx'
import type { Returnable, ReturnPreview, WantedBack } from '../../returns/returnable.ts'
import { Notice } from '../parts/notice.tsx'
import { Panel } from '../parts/panel.tsx'
import { RefusalNotice } from '../parts/refusal-notice.tsx'
import { Sum, Sums } from '../parts/sums.tsx'
import { useAct } from '../parts/use-act.ts'

interface ReturnWorthProps {
  readonly returnable: Returnable
  readonly wanted: readonly WantedBack[]
}

const nothingYet: ReturnPreview = { lines: [], payOutMinor: 0, shareMinor: 0, points: 0 }

export function ReturnWorth({ returnable, wanted }: ReturnWorthProps): ReactNode {
  const t = useText()
  const navigate = useNavigate()
  const { returns } = useTill()
  const act = useAct()
  const preview = returns.preview(returnable, wanted)
  const worth = preview.ok ? preview.value : nothingYet
  const add = async (to: '/' | '/pay'): Promise<void> => {
    if ((await act.run(() => returns.add(returnable, wanted))) !== null) await navigate({ to })
  }
  const isDisabled = !preview.ok || act.isBusy
  useShortcut('F8', t('returns.pay_out'), () => void add('/pay'), { isEnabled: !isDisabled })
  useShortcut('F2', t('returns.exchange'), () => void add('/'), { isEnabled: !isDisabled })
  return (
    <Panel title={t('returns.worth')}>
      <Worth worth={worth} hasMember={returnable.receipt.profileId !== null} />
      {returnable.isFromServer ? null : (
        <Notice tone="attention" title={t('returns.not_recorded_title')}>
          {t('returns.not_recorded')}
        </Notice>
      )}
      <RefusalNotice refusal={act.refusal} />
      <Button size="xl" disabled={isDisabled} rightSection={<Shortcut keys="F8" />} onClick={() => void add('/pay')}>
        {t('returns.pay_out')}
      </Button>
      <Button
        size="lg"
        variant="default"
        disabled={isDisabled}
        rightSection={<Shortcut keys="F2" />}
        onClick={() => void add('/')}
      >
        {t('returns.exchange')}
      </Button>
    </Panel>
  )
}

function Worth({ worth, hasMember }: { readonly worth: ReturnPreview; readonly hasMember: boolean }): ReactNode {
  const t = useText()
  const money = useMoney()
  const { points } = useFormat()
  const { payOutMinor, shareMinor, points: taken } = worth
  return (
    <Sums>
      {hasMember ? (
        <>
          <Sum name={t('returns.reward')} note={t('returns.reward_note')} amount={money(shareMinor)} tone="good" />
          <Sum
            name={t('returns.points')}
            amount={taken === null ? t('returns.points_later') : points(taken === 0 ? 0 : -taken / 1000)}
          />
        </>
      ) : null}
      <Sum name={t('returns.money')} amount={money(payOutMinor)} weight="main" />
    </Sums>
  )
}
