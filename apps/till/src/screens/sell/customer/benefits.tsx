// What the customer can use now beside the reward: touched to choose, used together with the reward or with the payment.
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { Icon } from '@tillside/kit/icon'
import { useAnnounce } from '@tillside/kit/live'
import { SkeletonLines } from '@tillside/kit/skeletons'
import { parseUtc } from '@tillside/rules/time'
import type { ReactNode } from 'react'

import { useTill, useTillPart } from '../../../frame/till.tsx'
import type { BenefitView, MemberView } from '../../../runtime/snapshot.ts'
import classes from './benefits.module.css'

interface BenefitsProps {
  readonly member: MemberView
  readonly canChange: boolean
}

export function Benefits({ member, canChange }: BenefitsProps): ReactNode {
  const t = useText()
  return (
    <section className={classes.section} aria-label={t('benefits.title')}>
      <h3 className={classes.title}>{t('benefits.title')}</h3>
      <List member={member} canChange={canChange} />
    </section>
  )
}

function List({ member: { benefits, isFromServer }, canChange }: BenefitsProps): ReactNode {
  const t = useText()
  const till = useTill()
  const announce = useAnnounce()
  const chosen = useTillPart((snapshot) => snapshot.chosenBenefits)
  if (benefits === null) {
    return isFromServer ? <SkeletonLines count={2} /> : <p className={classes.none}>{t('benefits.need_server')}</p>
  }
  if (benefits.length === 0) return <p className={classes.none}>{t('benefits.none')}</p>
  const turn = (benefit: BenefitView, isChosen: boolean): void => {
    if (isChosen) till.selling.leaveBenefit(benefit.id)
    else till.selling.chooseBenefit(benefit)
    announce(t(isChosen ? 'benefits.left' : 'benefits.chosen', { name: benefit.name }))
  }
  return (
    <ul className={classes.benefits}>
      {benefits.map((benefit) => {
        const isChosen = chosen.some(({ id }) => id === benefit.id)
        return (
          <li key={benefit.id}>
            <Benefit
              benefit={benefit}
              isChosen={isChosen}
              canChange={canChange}
              onTurn={() => turn(benefit, isChosen)}
            />
          </li>
        )
      })}
    </ul>
  )
}

interface BenefitProps {
  readonly benefit: BenefitView
  readonly isChosen: boolean
  readonly canChange: boolean
  readonly onTurn: () => void
}

function Benefit({ benefit, isChosen, canChange, onTurn }: BenefitProps): ReactNode {
  const t = useText()
  const format = useFormat()
  const zone = useTillPart(({ device }) => device.shop.timezone)
  const endsAt = benefit.expiresAt === null ? null : parseUtc(benefit.expiresAt)
  const about = [
    ...(benefit.usesLeft > 1 ? [t('benefits.uses', { count: benefit.usesLeft })] : []),
    ...(endsAt === null ? [] : [t('benefits.until', { date: format.date(endsAt, zone) })]),
  ].join(' · ')
  return (
    <button type="button" className={classes.benefit} aria-pressed={isChosen} disabled={!canChange} onClick={onTurn}>
      <span className={classes.box} aria-hidden="true">
        {isChosen ? <Icon name="check" /> : null}
      </span>
      <span className={classes.words}>
        <span className={classes.name}>{benefit.name}</span>
        {about === '' ? null : <span className={classes.about}>{about}</span>}
      </span>
    </button>
  )
}
