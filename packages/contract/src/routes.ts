// Every route there is. The OpenAPI document is made from this list, and the tests walk it.
import { allowanceRoutes } from './allowances.ts'
import { benefitDefinitionRoutes } from './benefit-definitions.ts'
import { benefitRoutes } from './benefits.ts'
import { listChanges } from './changes.ts'
import { deviceSessionRoutes } from './device-sessions.ts'
import { deviceRoutes } from './devices.ts'
import { readProfileDigests } from './digests.ts'
import { docsRoutes } from './docs.ts'
import { readBalances } from './balances.ts'
import { readComms, updateComms } from './comms.ts'
import { readHealth } from './health.ts'
import { readMetrics } from './metrics.ts'
import { identityRoutes } from './identities.ts'
import { labelRoutes } from './labels.ts'
import { ledgerRoutes } from './ledgers.ts'
import { locationRoutes } from './locations.ts'
import { lookUpProfiles } from './lookup.ts'
import { memberRoutes } from './members.ts'
import { mergeRoutes } from './merge.ts'
import { pointDefinitionRoutes } from './point-definitions.ts'
import { pointRoutes } from './points.ts'
import { variantRoutes } from './product-variants.ts'
import { productRoutes } from './products.ts'
import { resyncRoutes } from './resync.ts'
import { profileBatchRoutes } from './profile-batches.ts'
import { exceptionRoutes } from './exceptions.ts'
import { redemptionReadRoutes } from './redemption-reads.ts'
import { redemptionRoutes } from './redemptions.ts'
import { rewardDefinitionRoutes } from './reward-definitions.ts'
import { rewardRoutes } from './rewards.ts'
import type { Route } from './route.ts'
import { transactionRoutes } from './transactions.ts'
import { settingRoutes } from './settings.ts'
import { listStaffAccessEvents, updateStaffAccess } from './staff-access.ts'
import { staffRoutes } from './staff.ts'
import { tokenRoutes } from './tokens.ts'
import { webhookDeliveryRoutes } from './webhook-deliveries.ts'
import { webhookRoutes } from './webhooks.ts'

export const routes: readonly Route[] = [
  readHealth,
  readMetrics,
  ...docsRoutes,
  ...tokenRoutes,
  ...settingRoutes,
  ...labelRoutes,
  ...locationRoutes,
  ...staffRoutes,
  updateStaffAccess,
  listStaffAccessEvents,
  ...deviceRoutes,
  ...deviceSessionRoutes,
  ...memberRoutes,
  lookUpProfiles,
  ...mergeRoutes,
  ...profileBatchRoutes,
  readComms,
  updateComms,
  ...identityRoutes,
  readBalances,
  ...ledgerRoutes,
  ...productRoutes,
  ...variantRoutes,
  ...redemptionRoutes,
  ...redemptionReadRoutes,
  ...allowanceRoutes,
  ...transactionRoutes,
  ...exceptionRoutes,
  ...rewardDefinitionRoutes,
  ...rewardRoutes,
  ...pointDefinitionRoutes,
  ...pointRoutes,
  ...benefitDefinitionRoutes,
  ...benefitRoutes,
  listChanges,
  readProfileDigests,
  ...webhookRoutes,
  ...webhookDeliveryRoutes,
  ...resyncRoutes,
]
