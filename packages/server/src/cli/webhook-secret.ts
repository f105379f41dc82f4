// tillside webhook-secret: shows the secret behind X-Omneo-Hmac-SHA256, or makes another one.
import { instant } from '@tillside/rules/time'

import type { Config } from '../config.ts'
import { requireSchema } from '../db/migrate.ts'
import { openPool } from '../db/open.ts'
import { changeWebhookSecret, findWebhookSecret } from '../settings/service.ts'
import { withConnection } from './connection.ts'

export async function webhookSecret(config: Config, isNew: boolean): Promise<number> {
  const secret = await withConnection(config, async (connection) => {
    const sql = openPool(connection, { size: 1, name: 'tillside webhook-secret' })
    try {
      await requireSchema(sql)
      return isNew
        ? await sql.begin((tx) => changeWebhookSecret(tx, null, instant(Date.now())))
        : await findWebhookSecret(sql)
    } finally {
      await sql.end({ timeout: 1 })
    }
  })
  if (!secret) {
    console.error('There is none yet: the first start of the server makes it, and --new makes it now.')
    return 1
  }
  console.log(secret.secret)
  if (isNew) console.error('Everything that is sent from now on is signed with it: put it into every receiver.')
  return 0
}
