import { totalmem } from 'node:os'
import type { Place } from './place.ts'

/** Part of the socket's file name only: nothing listens on the network. */
export const socketPort = 5432

const largeMachineBytesMin = 4 * 1024 ** 3

export type Settings = Readonly<Record<string, string>>

/** PostgreSQL's settings, for a small machine that also runs the server and perhaps a till. */
export function settingsFor(place: Place, changed: Settings): Settings {
  return {
    // Unix socket only, in a folder that is ours alone: that is what lets us do without a password.
    listen_addresses: '',
    unix_socket_directories: `"${place.socketFolder.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    port: String(socketPort),

    // Said although they are the defaults: an answer that a till has heard must survive the plug being pulled.
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',

    // Small enough beside a server of 250 MB; the members of a busy day fit, and the system's cache holds the rest.
    shared_buffers: totalmem() >= largeMachineBytesMin ? '256MB' : '128MB',
    // A few pools of about 8, the owner's own, a person with psql, and room for a restart that overlaps.
    max_connections: '60',
    // Whole pages after a checkpoint are most of the log's bytes, and they compress well.
    wal_compression: 'on',
    // Fewer checkpoints, so fewer whole pages; recovery from the log stays a matter of seconds.
    max_wal_size: '2GB',
    checkpoint_timeout: '10min',
    // Our statements take less than a millisecond; compiling one takes twenty.
    jit: 'off',
    // Disks today seek nearly as fast as they read on.
    random_page_cost: '1.1',

    // Rewards and balances are updated in place all day: clean up early and in small portions.
    autovacuum_naptime: '15s',
    autovacuum_max_workers: '2',
    autovacuum_vacuum_scale_factor: '0.05',
    autovacuum_vacuum_insert_scale_factor: '0.1',
    autovacuum_analyze_scale_factor: '0.02',

    // After a kill -9 of the server its statements stop too, and let go of the members that they hold.
    ...(process.platform === 'linux' ? { client_connection_check_interval: '1s' } : {}),
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] ',
    // A line every ten minutes that says all is well would bury the ones that matter.
    log_checkpoints: 'off',
    ...changed,
  }
}
