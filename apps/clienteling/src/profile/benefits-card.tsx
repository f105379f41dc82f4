// Benefits that can be used now. They never apply themselves: somebody chooses one.
import { Skeleton } from '@mantine/core'
import { Problem } from '@tillside/kit/errors'
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { parseUtc } from '@tillside/rules/time'
import { type ReactNode, useId, useState } from 'react'

import { hasSale } from '../launch/launch.ts'
import type { Benefit } from '../member/types.ts'
import { Card, CardEmpty } from '../portal/card.tsx'
import { usePortal } from '../portal/portal.tsx'
import { useBenefits } from '../portal/queries.ts'
import { BenefitDialog } from '../redeem/benefit-dialog.tsx'
import { useBenefitRefusal } from '../redeem/use-limits.ts'
import { Button } from '@mantine/core'
import rows from './rows.module.css'

function BenefitRow({ benefit, onUse }: { readonly benefit: Benefit; readonly onUse: (() => void) | null }): ReactNode {
  const t = useText()
  const format = useFormat()
  const { timezone } = usePortal().device.shop
  const endsAt = benefit.expires_at === null ? null : parseUtc(benefit.expires_at)
  const hintId = useId()
  const refusal = useBenefitRefusal(benefit)
  const hint = onUse ? refusal : null
  const until = endsAt === null ? t('benefit.without_end') : t('benefit.until', { date: format.date(endsAt, timezone) })
  return (
    <li className={rows.row}>
      <div className={rows.what}>
        <span className={rows.name}>{benefit.definition.name}</span>
        <span className={rows.detail}>
          {until} · {t('benefit.uses', { number: format.number(benefit.redemptions_remaining) })}
        </span>
        {hint === null ? null : (
          <span id={hintId} className={rows.detail}>
            {hint}
          </span>
        )}
      </div>
      {onUse ? (
        <Button
          variant="default"
          disabled={hint !== null}
          onClick={onUse}
          {...(hint === null ? {} : { 'aria-describedby': hintId })}
          aria-label={t('benefit.use_named', { name: benefit.definition.name })}
        >
          {t('benefit.use')}
        </Button>
      ) : null}
    </li>
  )
}

export function BenefitsCard({ profileId }: { readonly profileId: string }): ReactNode {
  const t = useText()
  const { launch } = usePortal()
  const { data, error, refetch } = useBenefits(profileId)
  const [chosen, setChosen] = useState<Benefit | null>(null)
  return (
    <Card title={t('benefit.title')}>
      {error ? <Problem error={error} value="untouched" onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton height={64} /> : null}
      {data?.length === 0 ? <CardEmpty>{t('benefit.none')}</CardEmpty> : null}
      {data && data.length > 0 ? (
        <ul className={rows.list}>
          {data.map((benefit) => (
            <BenefitRow key={benefit.id} benefit={benefit} onUse={hasSale(launch) ? () => setChosen(benefit) : null} />
          ))}
        </ul>
      ) : null}
      {chosen ? <BenefitDialog benefit={chosen} onClose={() => setChosen(null)} /> : null}
    </Card>
  )
}
