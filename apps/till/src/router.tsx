// The screens and their addresses below /till.
import { createRootRoute, createRoute, createRouter, Outlet } from '@tanstack/react-router'

import { Home } from './home.tsx'

const root = createRootRoute({ component: Outlet })
const home = createRoute({ getParentRoute: () => root, path: '/', component: Home })

export const router = createRouter({ routeTree: root.addChildren([home]), basepath: '/till' })
