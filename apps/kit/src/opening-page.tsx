// While the server is asked who this is: mostly a tenth of a second. Whoever waits for longer than a second is told for what.
import { type ReactNode, useEffect, useState } from 'react'

import classes from './opening-page.module.css'
import { SkeletonLines, SkeletonTiles } from './skeletons.tsx'

const patienceMs = 1_200

/** `whenSlow`: what is shown instead after a moment. */
export function OpeningPage({ whenSlow }: { readonly whenSlow?: ReactNode }): ReactNode {
  const [isSlow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), patienceMs)
    return () => clearTimeout(timer)
  }, [])
  if (isSlow && whenSlow !== undefined) return whenSlow
  return (
    <main className={classes.page}>
      <SkeletonLines count={2} />
      <SkeletonTiles count={6} />
    </main>
  )
}
