import { readProfileDigests } from '@tillside/contract/digests'
import { accept } from '@tillside/rules/outcome'

import type { Context } from '../http/context.ts'
import { refuseParameter } from '../http/errors.ts'
import { query } from '../http/query.ts'
import { readTypes } from '../outbox/types.ts'
import { digestBuckets, versionsInBucket } from './store-digests.ts'

export function mountDigestRoutes(context: Context): void {
  query(context, readProfileDigests, async (db, { query: { bucket, types } }) => {
    const isOfProfile = (types === undefined ? ['profile'] : readTypes(types)).every((type) => type === 'profile')
    const counted = isOfProfile ? 'profile_version' : 'version'
    if (bucket === undefined) return accept(await digestBuckets(db, counted))
    if (typeof bucket !== 'string' || !/^[0-9a-f]{3}$/.test(bucket))
      return refuseParameter('bucket', 'must be three digits of 0 to 9 and a to f')
    return accept(await versionsInBucket(db, bucket, counted))
  })
}
