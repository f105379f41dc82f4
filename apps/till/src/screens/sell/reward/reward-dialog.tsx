// How much of the reward goes onto this sale: on a pad, in the shop's steps, never more than there is or than the rules allow.
import { Button } from '@mantine/core'
import { AmountPad } from '@tillside/kit/amount-pad'
import { Dialog } from '@tillside/kit/dialog'
import { useText } from '@tillside/kit/i18n'
import { Note } from '@tillside/kit/note'
import { minorRoundedFromMajor } from '@tillside/money/money'
import type { Refusal } from '@tillside/rules/outcome'
import { type ReactNode, useEffect, useRef, useState } from 'react'

import { useNotice } from '../../../frame/notices.tsx'
import { useRefusalWords } from '../../../frame/refusals.ts'
import { useMoney, useTillPart } from '../../../frame/till.tsx'
import { useScansWait } from '../../../frame/use-scans-wait.ts'
import type { MemberView } from '../../../runtime/snapshot.ts'
import { useReward } from './use-reward.ts'
import classes from './reward-dialog.module.css'

interface RewardDialogProps {
  readonly member: MemberView
  readonly onClose: () => void
}

export function RewardDialog({ member, onClose }: RewardDialogProps): ReactNode {
  const t = useText()
  const money = useMoney()
  const { redeem } = useReward()
  const { shop, redeem: rules } = useTillPart(({ device }) => device)
  const mostMinor = useTillPart(({ sale }) => sale?.quote.redeemableMinor ?? 0)
  const totalMinor = useTillPart(({ sale }) => sale?.totalMinor ?? 0)
  const chosen = useTillPart((snapshot) => snapshot.chosenBenefits)
  const stepMinor = rules.step === null ? null : minorRoundedFromMajor(rules.step, shop.currency)
  const [minor, setMinor] = useState(mostMinor)
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const refuse = useRefused(setRefusal)
  useScansWait()
  // The quote’s most is a multiple of the step; what was typed is fitted to it.
  const heldMinor = Math.min(minor, mostMinor)
  const amountMinor = heldMinor - (heldMinor % Math.max(1, stepMinor ?? 1))
  const take = async (): Promise<void> => {
    setBusy(true)
    const no = await redeem(amountMinor > 0 ? amountMinor : null)
    setBusy(false)
    if (no === null) onClose()
    else refuse(no)
  }
  return (
    <Dialog
      title={t('redeem.title', { name: member.fullName })}
      isOpen
      size="small"
      onClose={onClose}
      footer={
        <div className={classes.footer}>
          <p className={classes.left}>
            {t('redeem.left_to_pay')}
            <span className="figures">{money(totalMinor - amountMinor)}</span>
          </p>
          <Button
            size="xl"
            fullWidth
            disabled={isBusy || (amountMinor === 0 && chosen.length === 0)}
            onClick={() => void take()}
          >
            {amountMinor > 0 ? t('redeem.take', { amount: money(amountMinor) }) : t('redeem.take_benefits')}
          </Button>
        </div>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!isBusy && amountMinor > 0) void take()
        }}
      >
        <AmountPad
          label={t('redeem.amount')}
          currency={shop.currency}
          minor={minor}
          onChange={setMinor}
          maxMinor={mostMinor}
          stepMinor={stepMinor}
        />
      </form>
      {refusal === null ? null : <RewardRefused refusal={refusal} />}
    </Dialog>
  )
}

/** Whoever has closed the dialog while the server was waited for is told all the same. */
function useRefused(show: (refusal: Refusal) => void): (refusal: Refusal) => void {
  const notify = useNotice()
  const say = useRefusalWords()
  const isOpen = useRef(true)
  useEffect(() => {
    isOpen.current = true
    return () => void (isOpen.current = false)
  }, [])
  return (refusal) => (isOpen.current ? show(refusal) : notify({ tone: 'bad', words: say(refusal) }))
}

function RewardRefused({ refusal }: { readonly refusal: Refusal }): ReactNode {
  const t = useText()
  const say = useRefusalWords()
  return (
    <div className={classes.refused} role="alert">
      <Note kind="bad" icon="warning" title={t('redeem.not_taken')}>
        <p>{say(refusal)}</p>
      </Note>
    </div>
  )
}
