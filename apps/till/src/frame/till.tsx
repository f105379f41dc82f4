// The till, for every screen below: what to show, and what can be done.
import { useFormat } from '@tillside/kit/format'
import { createContext, useContext, useSyncExternalStore } from 'react'

import type { TillSnapshot } from '../runtime/snapshot.ts'
import type { TillRuntime } from '../runtime/till-runtime.ts'

const TillContext = createContext<TillRuntime | null>(null)

export const TillProvider = TillContext.Provider

/** The desks with their verbs. */
export function useTill(): TillRuntime {
  const runtime = useContext(TillContext)
  if (runtime === null) throw new Error('useTill needs a till that was opened')
  return runtime
}

/** All that there is to show; drawn again with every change. */
export function useSnapshot(): TillSnapshot {
  const runtime = useTill()
  return useSyncExternalStore(runtime.subscribe, runtime.getSnapshot)
}

/** A part of it; drawn again only when that part is another. */
export function useTillPart<T>(part: (snapshot: TillSnapshot) => T): T {
  const runtime = useTill()
  return useSyncExternalStore(runtime.subscribe, () => part(runtime.getSnapshot()))
}

/** Amounts in the shop's currency: `money(1995)` is `$19.95`. */
export function useMoney(): (minor: number) => string {
  const format = useFormat()
  const { currency } = useTillPart(({ device }) => device.shop)
  return (minor) => format.money(minor, currency)
}
