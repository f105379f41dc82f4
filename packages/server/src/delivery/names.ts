// Which addresses a name has. The system looks names up in threads of which a process has few, and waits for a silent name server
// for a long time: one dead name would hold up all others. Here every look-up waits for itself alone.
import type { LookupAddress } from 'node:dns'
import { lookup as lookUpBySystem, Resolver } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'

import { codeOf } from '../db/embedded/error.ts'

/** All addresses of a name; throws when it has none. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>

interface NamesOptions {
  /** Those of the system, unless others are named. */
  readonly servers?: readonly string[]
  readonly hostsFile?: string
}

/** For an answer of a name server, the first time; a second try waits for longer. */
const answerMs = 2_000
const tries = 2

const loopback: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

/** The name server has answered, or there is none: so the system, which knows more names, will not wait for it either. */
const answeredCodes: readonly string[] = ['ENOTFOUND', 'ENODATA', 'ECONNREFUSED']

/** What the machine's own file says goes before what anybody else says. */
async function readHosts(file: string, hostname: string): Promise<LookupAddress[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    const family = isIP(address)
    return family !== 0 && names.some((name) => name.toLowerCase() === hostname) ? [{ address, family }] : []
  })
}

export function resolveNames({ servers, hostsFile = '/etc/hosts' }: NamesOptions = {}): Resolve {
  const resolver = new Resolver({ timeout: answerMs, tries })
  if (servers) resolver.setServers(servers)
  const ask = async (hostname: string): Promise<readonly LookupAddress[]> => {
    const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
    const found = [
      ...(four.status === 'fulfilled' ? four.value.map((address) => ({ address, family: 4 })) : []),
      ...(six.status === 'fulfilled' ? six.value.map((address) => ({ address, family: 6 })) : []),
    ]
    if (found.length > 0) return found
    for (const asked of [four, six])
      if (asked.status === 'rejected' && !answeredCodes.includes(codeOf(asked.reason))) throw asked.reason
    // Names without a dot, and whatever else this machine has been told to know.
    return lookUpBySystem(hostname, { all: true })
  }
  return async (given) => {
    const hostname = given.toLowerCase().replace(/\.$/, '')
    const own = await readHosts(hostsFile, hostname)
    if (own.length > 0) return own
    return /(^|\.)localhost$/.test(hostname) ? loopback : ask(hostname)
  }
}

/** As this machine knows names. */
export const resolveBySystem: Resolve = resolveNames()
