// Every route there is. The OpenAPI document is made from this list, and the tests walk it.
import { readHealth } from './health.ts'
import type { Route } from './route.ts'
import { settingRoutes } from './settings.ts'
import { tokenRoutes } from './tokens.ts'

export const routes: readonly Route[] = [readHealth, ...tokenRoutes, ...settingRoutes]
