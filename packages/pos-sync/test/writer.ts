// A process that writes one record after the other, until it is killed.
import { openPosDatabase } from '../src/database/open.ts'
import { readMapping } from '../src/mapping/mapping.ts'
import { applySnapshot } from '../src/sync/apply.ts'
import { readSnapshot } from '../src/sync/snapshot.ts'
import { databasePos } from '../src/sync/unit.ts'

// Whoever started it is gone.
process.on('disconnect', () => process.exit())

const [url = '', text = '', round = ''] = process.argv.slice(2)
const mapping = readMapping(text)
const pos = databasePos(openPosDatabase(url), mapping)
for (let count = 1; ; count += 1) {
  const id = `7d1f0a52-0f2e-4c56-9f0a-${(Number(round) * 100_000 + (count % 300)).toString(16).padStart(12, '0')}`
  const body = {
    id,
    first_name: `Version ${count}`,
    last_name: '',
    company: `Round ${round}`,
    version: count,
    profile_version: count,
  }
  const snapshot = readSnapshot(body, mapping)
  if (snapshot) await applySnapshot(pos, snapshot)
  process.send?.(Math.min(count, 300))
}
