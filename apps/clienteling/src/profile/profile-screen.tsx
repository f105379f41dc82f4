// A member at a glance, and all that can be done for them at the counter.
import { Skeleton } from '@mantine/core'
import { Empty } from '@tillside/kit/empty'
import { Problem } from '@tillside/kit/errors'
import { useText } from '@tillside/kit/i18n'
import { Note } from '@tillside/kit/note'
import { Link, Navigate, useRouterState } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'

import { hasSale } from '../launch/launch.ts'
import type { Member } from '../member/types.ts'
import { usePortal } from '../portal/portal.tsx'
import { useMember } from '../portal/queries.ts'
import { RedeemDialog } from '../redeem/redeem-dialog.tsx'
import { BalanceCard } from './balance-card.tsx'
import { BenefitsCard } from './benefits-card.tsx'
import { DetailsCard } from './details-card.tsx'
import { EditDialog } from './edit-dialog.tsx'
import { ProfileHead } from './profile-head.tsx'
import classes from './profile.module.css'
import { RedemptionsCard } from './redemptions-card.tsx'
import { SalesCard } from './sales-card.tsx'

function Loading(): ReactNode {
  return (
    <div className={classes.screen} aria-busy="true">
      <Skeleton height={96} radius="lg" />
      <div className={classes.columns}>
        <Skeleton height={280} radius="lg" />
        <Skeleton height={420} radius="lg" />
      </div>
    </div>
  )
}

function Profile({ member }: { readonly member: Member }): ReactNode {
  const { launch } = usePortal()
  const t = useText()
  const isMerged = useRouterState({ select: ({ location }) => location.state.isMerged === true })
  const [opened, setOpened] = useState<'redeem' | 'edit' | null>(null)
  const close = (): void => setOpened(null)
  return (
    <div className={classes.screen}>
      {isMerged ? (
        <Note kind="attention" icon="person" title={t('profile.merged')}>
          {t('profile.merged_words')}
        </Note>
      ) : null}
      <ProfileHead member={member} onEdit={() => setOpened('edit')} />
      <div className={classes.columns}>
        <div className={classes.column}>
          <BalanceCard member={member} onRedeem={hasSale(launch) ? () => setOpened('redeem') : null} />
          <BenefitsCard profileId={member.id} />
        </div>
        <div className={classes.column}>
          <RedemptionsCard profileId={member.id} />
          <SalesCard member={member} />
          <DetailsCard member={member} />
        </div>
      </div>
      {opened === 'redeem' ? <RedeemDialog member={member} onClose={close} /> : null}
      {opened === 'edit' ? <EditDialog member={member} onClose={close} /> : null}
    </div>
  )
}

export function ProfileScreen({ profileId }: { readonly profileId: string }): ReactNode {
  const t = useText()
  const { data: found, error, isPending, refetch } = useMember(profileId)
  if (isPending) return <Loading />
  if (error)
    return (
      <div className={classes.screen}>
        <h1>{t('profile.title')}</h1>
        <Problem error={error} value="untouched" onRetry={() => void refetch()} />
      </div>
    )
  if (found.kind === 'merged')
    return (
      <Navigate to="/profile/$profileId" params={{ profileId: found.into }} search state={{ isMerged: true }} replace />
    )
  if (found.kind === 'nobody')
    return (
      <div className={classes.screen}>
        <h1>{t('profile.title')}</h1>
        <Empty
          icon="person"
          title={t('profile.unknown')}
          hint={t('profile.unknown_words')}
          action={
            <Link to="/" search className={classes.link}>
              {t('profile.search')}
            </Link>
          }
        />
      </div>
    )
  return <Profile key={found.member.id} member={found.member} />
}
