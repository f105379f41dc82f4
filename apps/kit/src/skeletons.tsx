// The shape of what is about to be there, so that nothing jumps when it comes. Heard as one word: loading.
import { Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'

import { useText } from './i18n.tsx'
import classes from './skeletons.module.css'

function Loading({
  className,
  children,
}: {
  readonly className: string | undefined
  readonly children: ReactNode
}): ReactNode {
  const t = useText()
  return (
    <div className={className} role="status" aria-busy="true">
      <span className="only-heard">{t('kit.loading')}</span>
      {children}
    </div>
  )
}

const times = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)

/** Lines of a text, the last one shorter. */
export function SkeletonLines({ count }: { readonly count: number }): ReactNode {
  return (
    <Loading className={classes.lines}>
      {times(count).map((line) => (
        <Skeleton key={line} height="0.875rem" width={line === count - 1 && count > 1 ? '62%' : '100%'} />
      ))}
    </Loading>
  )
}

/** Rows of a list: a round picture, two lines, a figure at the end. */
export function SkeletonRows({ count }: { readonly count: number }): ReactNode {
  return (
    <Loading className={classes.rows}>
      {times(count).map((row) => (
        <div key={row} className={classes.row}>
          <Skeleton circle height="2.75rem" />
          <div className={classes.lines}>
            <Skeleton height="0.875rem" width="48%" />
            <Skeleton height="0.75rem" width="30%" />
          </div>
          <Skeleton height="1rem" width="4rem" />
        </div>
      ))}
    </Loading>
  )
}

/** Tiles of a grid. */
export function SkeletonTiles({ count }: { readonly count: number }): ReactNode {
  return (
    <Loading className={classes.tiles}>
      {times(count).map((tile) => (
        <Skeleton key={tile} height="4.25rem" radius="0.875rem" />
      ))}
    </Loading>
  )
}
