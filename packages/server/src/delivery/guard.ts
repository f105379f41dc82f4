// Says where something may be sent, when an address is saved, and again at every connection: a name may lead elsewhere by
// then, so the very address that is connected to is looked at.
import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { callbackify } from 'node:util'

import type { AddressFault } from '../http/context.ts'
import { isForbidden, literalOf } from './addresses.ts'
import type { Resolve } from './names.ts'

export interface GuardOptions {
  /** Also to loopback and private addresses, as in development. */
  readonly allowPrivate: boolean
  readonly resolve: Resolve
}

/** A name that nobody answers for is judged when something is sent. */
const saveMsMax = 3_000

/** The address is one to which nothing is sent. */
class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError'
  readonly code = 'FORBIDDEN_ADDRESS'
}

export class Guard {
  readonly #options: GuardOptions

  constructor(options: GuardOptions) {
    this.#options = options
  }

  /** Why a URL may not be saved; null when it may. */
  async judge(text: string): Promise<AddressFault | null> {
    if (!URL.canParse(text)) return 'unreadable'
    const url = new URL(text)
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'scheme'
    if (url.username !== '' || url.password !== '') return 'credentials'
    if (this.#options.allowPrivate) return null
    const literal = literalOf(url)
    if (literal !== null) return isForbidden(literal) ? 'forbidden' : null
    const found = await Promise.race([
      this.#options.resolve(url.hostname).catch(() => []),
      sleep(saveMsMax, [], { ref: false }),
    ])
    return found.some(({ address }) => isForbidden(address)) ? 'forbidden' : null
  }

  /** Throws for a literal address, which no look-up would see. */
  assertLiteral(url: URL): void {
    const literal = literalOf(url)
    if (literal !== null && !this.#options.allowPrivate && isForbidden(literal)) throw new ForbiddenAddressError()
  }

  /** For the sockets of Node: one forbidden address among those of a name is enough to refuse all of it. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    const find = callbackify(() => this.#find(hostname))
    find((error: NodeJS.ErrnoException | null, found) => {
      if (error) callback(error, '')
      else if (options.all === true) callback(null, [...found])
      else callback(null, found[0]?.address ?? '', found[0]?.family)
    })
  }

  async #find(hostname: string): Promise<readonly LookupAddress[]> {
    const found = await this.#options.resolve(hostname)
    // Node takes it for granted that there is one.
    if (found.length === 0) throw Object.assign(new Error('the name has no address'), { code: 'ENOTFOUND' })
    if (!this.#options.allowPrivate && found.some(({ address }) => isForbidden(address)))
      throw new ForbiddenAddressError()
    return found
  }
}
