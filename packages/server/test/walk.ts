// Walks the routes of the contract over a shop that has one of everything.
import type { Route } from '@tillside/contract/route'
import { routes } from '@tillside/contract/routes'

import { sow, words } from './seeds.ts'
import { openShop, type Shop } from './shop.ts'

/** Requests on their way at once: enough to keep two cores busy. */
const requestsAtOnce = 8

export interface Attempt {
  readonly path: string
  readonly body?: unknown
  readonly rawBody?: string
}

/** The routes as `describe.each` takes them. */
export const namedRoutes = routes.map((route) => [route.name, route] as const)

export const paramsOf = (path: string): string[] => [...path.matchAll(/\{([^}]+)\}/g)].map((match) => String(match[1]))

export const isRefusal = (status: number): boolean => status >= 400 && status < 500
export const isMeant = (status: number): boolean => status < 500

export class Walk {
  readonly shop: Shop
  readonly known: Readonly<Record<string, string | number>>

  constructor(shop: Shop, known: Readonly<Record<string, string | number>>) {
    this.shop = shop
    this.known = { ...words, ...known }
  }

  /** The path with ids that exist, and with `spoilt` in their places. */
  pathOf(path: string, spoilt: Readonly<Record<string, string>> = {}): string {
    return path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => spoilt[name] ?? String(this.known[name] ?? 1))
  }

  /** Sends them all; says of each that was answered in a wrong way, or not as documented, what it was. */
  async send(route: Route, attempts: readonly Attempt[], isRight: (status: number) => boolean): Promise<string[]> {
    const wrong: string[] = []
    const attempt = async ({ path, body, rawBody }: Attempt): Promise<void> => {
      const said = `${route.method} ${path.slice(0, 200)} ${(rawBody ?? JSON.stringify(body) ?? '').slice(0, 300)}`
      try {
        const { status } = await this.shop.call(route.method, path, body, rawBody === undefined ? {} : { rawBody })
        if (!isRight(status)) wrong.push(`${said} → ${status}`)
      } catch (error) {
        wrong.push(`${said} → ${String(error)}`)
      }
    }
    for (let index = 0; index < attempts.length; index += requestsAtOnce) {
      await Promise.all(attempts.slice(index, index + requestsAtOnce).map(attempt))
    }
    return wrong
  }

  close(): Promise<void> {
    return this.shop.close()
  }
}

export async function openWalk(): Promise<Walk> {
  const shop = await openShop()
  return new Walk(shop, await sow(shop))
}
