// The screens and their addresses below /clienteling. What the POS said in the address stays in it from screen to screen, as it was
// written: the router's own reading would turn `0014` into a number.
import { createRootRoute, createRoute, createRouter, retainSearchParams } from '@tanstack/react-router'

import { EnrolScreen } from './enrol/enrol-screen.tsx'
import { keepLaunchSearch, launchNames, parseLaunchSearch } from './launch/launch.ts'
import { PortalRoot } from './portal/portal-root.tsx'
import { ProfileScreen } from './profile/profile-screen.tsx'
import { SearchScreen } from './search/search-screen.tsx'

const root = createRootRoute({
  component: PortalRoot,
  validateSearch: keepLaunchSearch,
  search: { middlewares: [retainSearchParams([...launchNames])] },
})

const search = createRoute({ getParentRoute: () => root, path: '/', component: SearchScreen })
const enrol = createRoute({ getParentRoute: () => root, path: '/enrol', component: EnrolScreen })
const profile = createRoute({
  getParentRoute: () => root,
  path: '/profile/$profileId',
  component: function Profile() {
    const { profileId } = profile.useParams()
    return <ProfileScreen profileId={profileId} />
  },
})

export const router = createRouter({
  routeTree: root.addChildren([search, enrol, profile]),
  basepath: '/clienteling',
  parseSearch: parseLaunchSearch,
  stringifySearch: (kept) => {
    const given = Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
  },
})

// Another screen is read from its top.
router.subscribe('onResolved', ({ pathChanged }) => {
  if (pathChanged) window.scrollTo(0, 0)
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
  interface HistoryState {
    /** What was searched for before somebody is enrolled. */
    searched?: string
    /** The member who was asked for was merged into this one. */
    isMerged?: boolean
  }
}
