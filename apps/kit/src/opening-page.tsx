// While the server is asked who this is: mostly a tenth of a second.
import type { ReactNode } from 'react'

import classes from './opening-page.module.css'
import { SkeletonLines, SkeletonTiles } from './skeletons.tsx'

export function OpeningPage(): ReactNode {
  return (
    <main className={classes.page}>
      <SkeletonLines count={2} />
      <SkeletonTiles count={6} />
    </main>
  )
}
