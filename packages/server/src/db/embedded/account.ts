import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'

/** The user that PostgreSQL runs as. PostgreSQL refuses to run as root, so as root we need another one. */
export type Account = Readonly<{ uid: number; gid: number; name: string }>

/**
 * `undefined`: as we are. As root it is the owner of the data that is already there, else `nobody`: the only
 * unprivileged user that is sure to exist everywhere.
 */
export function accountFor(cluster: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const owner = statSync(cluster, { throwIfNoEntry: false })
  if (owner !== undefined && owner.uid !== 0) {
    return { uid: owner.uid, gid: owner.gid, name: nameOf(owner.uid) ?? `user ${owner.uid}` }
  }
  const nobody = passwdLines().find(([name]) => name === 'nobody')
  return { uid: Number(nobody?.[2] ?? 65_534), gid: Number(nobody?.[3] ?? 65_534), name: 'nobody' }
}

/** What `spawn` needs to run as the account; nothing when it is ourselves. */
export function identityOf(account: Account | undefined): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid }
}

/** Asked of the system rather than worked out from mode bits: lists of rights and mounts have a say as well. */
export function canReach(account: Account | undefined, folder: string): boolean {
  if (account === undefined) return true
  const tried = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], {
    ...identityOf(account),
    cwd: '/',
    stdio: 'ignore',
  })
  return tried.status === 0
}

function nameOf(uid: number): string | undefined {
  return passwdLines().find((fields) => Number(fields[2]) === uid)?.[0]
}

function passwdLines(): string[][] {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .filter((fields) => fields.length >= 4)
  } catch {
    return []
  }
}
