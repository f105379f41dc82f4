// Names and jitter from the machine's own source of chance.
import type { Chance } from '../ports/chance.ts'

/**
 * A UUID of version 4. Not `crypto.randomUUID`: browsers keep that from a page that came over plain HTTP, as a till's in
 * a shop's own network may.
 */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

export const systemChance: Chance = { newId, random: Math.random }
