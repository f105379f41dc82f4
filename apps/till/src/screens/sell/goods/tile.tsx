import { useText } from '@tillside/kit/i18n'
import { memo, type ReactNode } from 'react'

import type { CatalogueVariant } from '../../../catalogue/variant.ts'
import { useMoney } from '../../../frame/till.tsx'
import classes from './tile.module.css'

interface TileProps {
  readonly variant: CatalogueVariant
  readonly isDisabled: boolean
  readonly onChoose: (variant: CatalogueVariant) => void
}

export const Tile = memo(function Tile({ variant, isDisabled, onChoose }: TileProps): ReactNode {
  const t = useText()
  const money = useMoney()
  const { title, priceMinor, priceOriginalMinor } = variant
  return (
    <button type="button" className={classes.tile} disabled={isDisabled} onClick={() => onChoose(variant)}>
      <span className={classes.title}>{title}</span>
      <span className={`${classes.price} figures`}>
        {money(priceMinor)}
        {priceOriginalMinor === null ? null : (
          <>
            {' '}
            <s className={classes.before} aria-label={t('sell.price_before', { price: money(priceOriginalMinor) })}>
              {money(priceOriginalMinor)}
            </s>
          </>
        )}
      </span>
    </button>
  )
})
