// What the member bought lately. A sale that is somebody else's moves to them; one that was rung up without the card comes here.
import { Button, Skeleton } from '@mantine/core'
import { Problem } from '@tillside/kit/errors'
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { type ReactNode, useState } from 'react'

import type { Member } from '../member/types.ts'
import { minorOf } from '../portal/amounts.ts'
import { Card, CardEmpty } from '../portal/card.tsx'
import { useSales } from '../portal/queries.ts'
import { ClaimSaleDialog } from '../sales/claim-sale-dialog.tsx'
import { localDate } from '../sales/local-date.ts'
import type { Sale } from '../sales/move.ts'
import { MoveSaleDialog } from '../sales/move-sale-dialog.tsx'
import rows from './rows.module.css'

/** Names that are shown of a sale's lines. */
const linesShownMax = 3

function SaleRow({ sale, onMove }: { readonly sale: Sale; readonly onMove: () => void }): ReactNode {
  const t = useText()
  const format = useFormat()
  const { currency } = sale
  const names = sale.items.slice(0, linesShownMax).map(({ name }) => name)
  const more = sale.items.length > linesShownMax ? ['…'] : []
  const receipt = sale.receipt_ref ?? sale.external_id ?? String(sale.id)
  const where = [localDate(sale.transacted_at, format), sale.location?.name ?? null, receipt].filter(
    (part) => part !== null,
  )
  return (
    <li className={rows.row}>
      <div className={rows.what}>
        <span className={rows.name}>{[...names, ...more].join(', ') || t('sale.without_lines')}</span>
        <span className={rows.detail}>{where.join(' · ')}</span>
      </div>
      <div className={`${rows.side} figures`}>
        <span className={rows.name}>{format.money(minorOf(sale.total, currency), currency)}</span>
        <span className={rows.detail}>
          {sale.is_void ? t('sale.void') : t('sale.points', { points: format.points(sale.points_earned) })}
        </span>
      </div>
      <Button variant="subtle" onClick={onMove} aria-label={t('sale.move_named', { receipt })}>
        {t('sale.move')}
      </Button>
    </li>
  )
}

export function SalesCard({ member }: { readonly member: Member }): ReactNode {
  const t = useText()
  const { data, error, refetch } = useSales(member.id)
  const [moving, setMoving] = useState<Sale | null>(null)
  const [isClaiming, setClaiming] = useState(false)
  return (
    <Card
      title={t('sale.title')}
      action={
        <Button variant="subtle" onClick={() => setClaiming(true)}>
          {t('sale.claim')}
        </Button>
      }
    >
      {error ? <Problem error={error} value="untouched" onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton height={192} /> : null}
      {data?.length === 0 ? <CardEmpty>{t('sale.none')}</CardEmpty> : null}
      {data && data.length > 0 ? (
        <ul className={rows.list}>
          {data.map((sale) => (
            <SaleRow key={sale.id} sale={sale} onMove={() => setMoving(sale)} />
          ))}
        </ul>
      ) : null}
      {moving ? <MoveSaleDialog sale={moving} from={member} onClose={() => setMoving(null)} /> : null}
      {isClaiming ? <ClaimSaleDialog to={member} onClose={() => setClaiming(false)} /> : null}
    </Card>
  )
}
