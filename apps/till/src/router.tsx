// The screens and their addresses below /till. The sell screen is there at once; every other is fetched in a quiet moment.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'

import { TillDoor } from './frame/till-door.tsx'
import { SellScreen } from './screens/sell/sell-screen.tsx'

const root = createRootRoute({ component: TillDoor, notFoundComponent: SellScreen })
const sell = createRoute({ getParentRoute: () => root, path: '/', component: SellScreen })
const pay = createRoute({
  getParentRoute: () => root,
  path: '/pay',
  component: lazyRouteComponent(() => import('./screens/pay/pay-screen.tsx'), 'PayScreen'),
})
const receipt = createRoute({
  getParentRoute: () => root,
  path: '/receipt/$ref',
  component: lazyRouteComponent(() => import('./screens/receipt/receipt-screen.tsx'), 'ReceiptScreen'),
})
const returns = createRoute({
  getParentRoute: () => root,
  path: '/returns',
  // The receipt that was scanned.
  validateSearch: ({ receipt: scanned }: Record<string, unknown>): { readonly receipt?: string } =>
    typeof scanned === 'string' ? { receipt: scanned } : {},
  component: lazyRouteComponent(() => import('./screens/returns/returns-screen.tsx'), 'ReturnsScreen'),
})
const totals = createRoute({
  getParentRoute: () => root,
  path: '/totals',
  component: lazyRouteComponent(() => import('./screens/totals/totals-screen.tsx'), 'TotalsScreen'),
})
const journal = createRoute({
  getParentRoute: () => root,
  path: '/journal',
  component: lazyRouteComponent(() => import('./screens/journal/journal-screen.tsx'), 'JournalScreen'),
})
const parked = createRoute({
  getParentRoute: () => root,
  path: '/parked',
  component: lazyRouteComponent(() => import('./screens/parked/parked-screen.tsx'), 'ParkedScreen'),
})
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('./screens/settings/settings-screen.tsx'), 'SettingsScreen'),
})

export const router = createRouter({
  routeTree: root.addChildren([sell, pay, receipt, returns, totals, journal, parked, settings]),
  basepath: '/till',
  // A receipt's number is text, though it may look like a figure.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const given = Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
  },
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
