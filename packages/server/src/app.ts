// The one file that sees every feature: it builds the server, mounts what each feature answers, and hands
// back something that can listen or be spoken to directly.
import helmet from '@fastify/helmet'
import Fastify, { type FastifyInstance } from 'fastify'

import { routes } from '@tillside/contract/routes'
import type { Instant } from '@tillside/rules/time'

import { mountAllowanceRoutes } from './allowances/routes.ts'
import { mountBalanceRoutes } from './balances/routes.ts'
import { mountBenefitRoutes } from './benefits/routes.ts'
import type { Database } from './db/open.ts'
import { Guard } from './delivery/guard.ts'
import { resolveBySystem } from './delivery/names.ts'
import { Occupancy } from './delivery/occupancy.ts'
import { mountDeviceRoutes } from './devices/routes.ts'
import { findDeviceCaller } from './devices/service.ts'
import { mountDeviceSessionRoutes } from './devices/session-routes.ts'
import { mountDocsRoutes } from './docs/routes.ts'
import { mountExceptionRoutes } from './exceptions/routes.ts'
import { rewriteUrl } from './http/apps.ts'
import { CallerCache, guardOf } from './http/auth.ts'
import type { Context, Dialect, Tenant } from './http/context.ts'
import { addEdges, answerUnreadable } from './http/edges.ts'
import { sendRefusal } from './http/errors.ts'
import { mountHealth } from './http/health.ts'
import { addLimits } from './http/limits.ts'
import { mountMethodNotAllowed } from './http/mount.ts'
import { admitOrigins } from './http/origins.ts'
import { parseQueryString } from './http/query.ts'
import { mountIdentityRoutes } from './identities/routes.ts'
import { mountLabelRoutes } from './labels/routes.ts'
import { mountLocationRoutes } from './locations/routes.ts'
import { mountCommsRoutes } from './members/comms-routes.ts'
import { mountLedgerRoutes } from './members/ledger-routes.ts'
import { mountBatchRoutes } from './members/batch-routes.ts'
import { mountLookupRoutes } from './members/lookup-routes.ts'
import { mountMergeRoutes } from './members/merge-routes.ts'
import { mountMemberRoutes } from './members/routes.ts'
import { Metrics } from './metrics/metrics.ts'
import { mountMetrics } from './metrics/routes.ts'
import { mountChangeRoutes } from './outbox/routes.ts'
import { mountPages, type Web } from './pages/routes.ts'
import { mountPointRoutes } from './points/routes.ts'
import { mountDigestRoutes } from './profiles/digest-routes.ts'
import { mountProductRoutes } from './products/routes.ts'
import { findFate } from './profiles/service.ts'
import { mountRedemptionRoutes } from './redemptions/routes.ts'
import { mountRewardRoutes } from './rewards/routes.ts'
import { mountSettingRoutes } from './settings/routes.ts'
import { mountStaffRoutes } from './staff/routes.ts'
import { mountTokenRoutes } from './tokens/routes.ts'
import { mountTransactionRoutes } from './transactions/routes.ts'
import { mountResyncRoutes } from './webhooks/resync-routes.ts'
import { mountWebhookRoutes } from './webhooks/routes.ts'

/** Largest body: a receipt of a thousand lines whose every text is as long as it may be takes about half of it. */
const bodyBytesMax = 4 * 1_048_576

interface AppOptions {
  readonly database: Database
  readonly tenant: Tenant
  /** The clock: what the server takes for the time. */
  readonly now: () => Instant
  /** How much is logged; `silent` for nothing. */
  readonly logLevel: string
  /** `tillside` unless said otherwise. */
  readonly dialect?: Dialect
  /** Pages of other hosts that may ask; none unless said otherwise. */
  readonly origins?: readonly string[]
  /** Where something may be sent: to the open Internet, unless said otherwise. */
  readonly addresses?: Guard
  /** What was counted so far; its own ones, unless said otherwise. */
  readonly metrics?: Metrics
  /** Told of every request that comes and is answered; its own one, unless said otherwise. */
  readonly occupancy?: Occupancy
  /** The built screens; without them their addresses say that they were not built. */
  readonly web?: Web
}

function newFastify(logLevel: string): FastifyInstance {
  return Fastify({
    logger: {
      level: logLevel,
      // Neither query strings nor headers are logged: both can hold a person's data or a token.
      serializers: {
        req: (request) => ({ method: request.method, route: request.routeOptions?.url }),
        res: (reply) => ({ status: reply.statusCode }),
      },
    },
    bodyLimit: bodyBytesMax,
    rewriteUrl,
    routerOptions: {
      ignoreDuplicateSlashes: true,
      ignoreTrailingSlash: true,
      // Longer than any address that Node reads, so that a long id is unknown like any other.
      maxParamLength: 16_384,
      querystringParser: parseQueryString,
    },
    // An id that cannot be decoded is the id of nothing.
    frameworkErrors: (_error, _request, reply) => void sendRefusal(reply, { code: 'not_found' }),
    clientErrorHandler: answerUnreadable,
    schemaErrorFormatter: () => new Error('validation_failed'),
    // Our bodies are built by our own code and checked against the contract by the tests.
    serializerOpts: { mode: 'standalone' },
  }) as unknown as FastifyInstance
}

/** Each is gone once: with the end of its answer, or with its caller who did not wait for that. */
function countRequests(fastify: FastifyInstance, occupancy: Occupancy): void {
  fastify.addHook('onRequest', (_request, reply, done) => {
    occupancy.come()
    const gone = (): void => {
      reply.raw.off('finish', gone)
      reply.raw.off('close', gone)
      occupancy.gone()
    }
    reply.raw.on('finish', gone)
    reply.raw.on('close', gone)
    done()
  })
}

export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { database, tenant, now, dialect = 'tillside', origins = [] } = options
  const addresses = options.addresses ?? new Guard({ allowPrivate: false, resolve: resolveBySystem })
  const answered = dialect === 'omneo' ? routes.filter(({ beyondOmneo }) => beyondOmneo !== true) : routes
  const fastify = newFastify(options.logLevel)
  countRequests(fastify, options.occupancy ?? new Occupancy())
  // JSON needs nothing from anywhere; the API page brings a policy of its own.
  const policy = { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } }
  await fastify.register(helmet, { contentSecurityPolicy: policy })
  await admitOrigins(fastify, origins)
  const guesses = await addLimits(fastify, options.now)
  addEdges(fastify, answered)

  const callers = new CallerCache()
  const auth = { database, now, callers, guesses, findDevice: findDeviceCaller }
  const guard: Context['guard'] = (route) => guardOf(auth, route)
  const judgeAddress: Context['judgeAddress'] = (url) => addresses.judge(url)
  const context: Context = { fastify, database, tenant, dialect, now, findFate, guard, judgeAddress }

  mountHealth(context)
  mountMetrics(context, options.metrics ?? new Metrics())
  mountDocsRoutes(context, answered)
  mountTokenRoutes(context, callers)
  mountSettingRoutes(context)
  mountLabelRoutes(context)
  mountLocationRoutes(context)
  mountStaffRoutes(context)
  mountDeviceRoutes(context)
  mountDeviceSessionRoutes(context)
  mountProductRoutes(context)
  mountIdentityRoutes(context)
  mountMemberRoutes(context)
  mountLookupRoutes(context)
  mountMergeRoutes(context)
  mountBatchRoutes(context)
  mountCommsRoutes(context)
  mountBalanceRoutes(context)
  mountLedgerRoutes(context)
  mountRedemptionRoutes(context)
  mountAllowanceRoutes(context)
  mountTransactionRoutes(context)
  mountExceptionRoutes(context)
  mountRewardRoutes(context)
  mountPointRoutes(context)
  mountBenefitRoutes(context)
  mountChangeRoutes(context)
  mountDigestRoutes(context)
  mountWebhookRoutes(context)
  mountResyncRoutes(context)
  await mountPages(context, options.web)
  mountMethodNotAllowed(context, answered, (reply) => sendRefusal(reply, { code: 'method_not_allowed' }))

  await fastify.ready()
  return fastify
}
