import * as contract from '@tillside/contract/allowances'
import { decimalsOf } from '@tillside/money/money'
import { accept, refuse } from '@tillside/rules/outcome'
import { localDayOf } from '@tillside/rules/zone'

import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { readUuid } from '../http/ids.ts'
import { pageQuery, query } from '../http/query.ts'
import { wireAmount } from '../http/render.ts'
import { readTenantSecret } from '../settings/service.ts'
import { closeAllowance } from './close.ts'
import { grantAllowance } from './grant.ts'
import { toAllowance, toSettled, toSpend } from './render.ts'
import { reportAllowance } from './report.ts'
import { signatureOf } from './signature.ts'
import { findAllowance, listSpends } from './store.ts'
import * as lists from './store-lists.ts'

function mountCommands(context: Context): void {
  const { tenant } = context

  command(context, contract.grantAllowance, async (tx, caller, { params, body }, now) => {
    const granted = await grantAllowance(tx, caller, { profileId: params.profile_id, body, tenant }, now)
    if (!granted.ok) return granted
    const { allowance, isReplay } = granted.value
    const signature = signatureOf(allowance, await readTenantSecret(tx))
    return { ...accept({ ...toAllowance(allowance, now), signature }), isReplay }
  })

  command(context, contract.reportAllowance, async (tx, caller, { params, body }, now) => {
    const id = readUuid(params.allowance_id)
    if (id === null) return refuse('not_found')
    const reported = await reportAllowance(tx, caller, { id, body, day: localDayOf(now, tenant.timeZone) }, now)
    if (!reported.ok) return reported
    const { allowance, spends } = reported.value
    return accept({
      allowance: toAllowance(allowance, now),
      spends: spends.map((spend) => toSettled(spend, allowance.currency)),
    })
  })

  command(context, contract.closeAllowance, async (tx, caller, { params, body }, now) => {
    const id = readUuid(params.allowance_id)
    if (id === null) return refuse('not_found')
    const day = localDayOf(now, tenant.timeZone)
    const closed = await closeAllowance(tx, caller, { id, reason: body.reason, day }, now)
    return closed.ok ? accept(toAllowance(closed.value, now)) : closed
  })
}

function mountReads(context: Context): void {
  const { currency } = context.tenant
  const amountScale = 10 ** decimalsOf(currency)

  pageQuery(context, contract.listAllowances, async (db, list, _request, now) => {
    const { rows, total } = await lists.listAllowances(db, list, amountScale, now)
    return accept({ rows: rows.map((row) => toAllowance(row, now)), total })
  })

  pageQuery(context, contract.groupAllowances, async (db, list, { params }, now) => {
    const groups = await lists.groupAllowances(db, params.attribute, list, amountScale, now)
    if (!groups) return refuse('not_found')
    const rows = groups.rows.map(({ value, count, ...sums }) => ({
      value,
      count,
      amount_total: wireAmount(sums.amount_total, currency),
      outstanding: wireAmount(sums.outstanding, currency),
      spent: wireAmount(sums.spent, currency),
      settled: wireAmount(sums.settled, currency),
      shortfall: wireAmount(sums.shortfall, currency),
      written_off: wireAmount(sums.written_off, currency),
    }))
    return accept({ rows, total: groups.total })
  })

  query(context, contract.readAllowance, async (db, { params }, now) => {
    const id = readUuid(params.allowance_id)
    const allowance = id === null ? undefined : await findAllowance(db, id)
    if (!allowance) return refuse('not_found')
    const spends = await listSpends(db, allowance.id)
    return accept({
      ...toAllowance(allowance, now),
      spends: spends.map((spend) => toSpend(spend, allowance.currency)),
    })
  })
}

export function mountAllowanceRoutes(context: Context): void {
  mountCommands(context)
  mountReads(context)
}
