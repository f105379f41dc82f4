// What is chosen at the first start, and what a later start that says something else is told.
import type { Config } from './config.ts'
import type { Tenant } from './http/context.ts'

const defaults: Tenant = { currency: 'AUD', timeZone: 'UTC', region: 'AU' }

/** The tenant that a first start makes. */
export function tenantOf({ currency, timeZone, region }: Config): Tenant {
  return {
    currency: currency ?? defaults.currency,
    timeZone: timeZone ?? defaults.timeZone,
    region: region ?? defaults.region,
  }
}

/** A secret that came too late: receivers go on with the one that they have. */
export const webhookSecretNotes = ({ webhookSecret }: Config, current: string): string[] =>
  webhookSecret === undefined || webhookSecret === current
    ? []
    : [
        'TILLSIDE_WEBHOOK_SECRET counts at the first start only, and webhooks are signed with another one: change it with PUT /api/v3/webhooks/shared-secret.',
      ]

/** A sentence for each choice that came too late. */
export function fixedNotes(config: Config, tenant: Tenant): string[] {
  const choices = [
    ['TILLSIDE_CURRENCY', config.currency, tenant.currency],
    ['TILLSIDE_TIMEZONE', config.timeZone, tenant.timeZone],
    ['TILLSIDE_REGION', config.region, tenant.region],
  ] as const
  return choices.flatMap(([name, wished, fixed]) =>
    wished === undefined || wished === fixed
      ? []
      : [`${name} is ${wished}, and this database was begun with ${fixed}: that stays, as money is booked in it.`],
  )
}
