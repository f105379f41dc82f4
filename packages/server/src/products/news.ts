import type { Tx } from '../db/open.ts'
import { announce } from '../outbox/announce.ts'

/** A variant is told of with its product: it has no events of its own. */
export const announceProduct = (
  tx: Tx,
  event: 'product.created' | 'product.updated' | 'product.deleted',
  productId: number,
): void => announce(tx, { event, profileId: null, subjectId: productId })
