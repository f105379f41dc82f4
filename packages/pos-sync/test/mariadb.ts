// A MariaDB of its own for a test file, where the machine has one.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { createConnection } from 'mysql2/promise'

const found = [
  '/usr/sbin/mariadbd',
  '/usr/local/sbin/mariadbd',
  '/usr/libexec/mariadbd',
  '/opt/homebrew/bin/mariadbd',
].find((path) => existsSync(path))

/** What to say where there is none. */
export const missingMariadb = 'MariaDB is not on this machine, so it is left out: apt-get install mariadb-server'

const startMsMax = 30_000

export class Mariadb {
  readonly #folder: string
  #child: ChildProcess | undefined

  static readonly isHere = found !== undefined

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async open(): Promise<Mariadb | null> {
    if (found === undefined) return null
    const server = new Mariadb(mkdtempSync(join(tmpdir(), 'tillside-maria-')))
    chmodSync(server.#folder, 0o755)
    const install = [
      '--no-defaults',
      `--datadir=${server.#data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ]
    execFileSync('mariadb-install-db', [...install, `--user=${userInfo().username}`], { stdio: 'ignore' })
    await server.start()
    return server
  }

  async start(): Promise<void> {
    const place = [`--datadir=${this.#data}`, `--socket=${this.#socket}`, '--skip-networking']
    const options = ['--no-defaults', `--user=${userInfo().username}`, ...place, '--innodb-buffer-pool-size=32M']
    this.#child = spawn(found as string, options, { stdio: 'ignore' })
    const begun = performance.now()
    while (performance.now() - begun < startMsMax) {
      try {
        await this.#run('select 1')
        return
      } catch {
        await sleep(100)
      }
    }
    throw new Error('MariaDB did not start')
  }

  async kill(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  async createDatabase(name: string): Promise<string> {
    await this.#run(`create database ${name} character set utf8mb4`)
    return `mariadb://root@localhost/${name}?socketPath=${encodeURIComponent(this.#socket)}`
  }

  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  get #data(): string {
    return join(this.#folder, 'data')
  }

  get #socket(): string {
    return join(this.#folder, 'mysqld.sock')
  }

  async #run(text: string): Promise<void> {
    const connection = await createConnection({ socketPath: this.#socket, user: 'root' })
    try {
      await connection.query(text)
    } finally {
      await connection.end()
    }
  }
}
