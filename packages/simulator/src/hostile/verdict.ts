// Whether both sides are equal in the end, member by member, and whether anything older ever took the place of something newer.
import type { Office } from './office.ts'
import type { PosWitness } from './pos-witness.ts'

const shown = ['first_name', 'last_name', 'email'] as const

export async function judge(office: Office, pos: PosWitness, numbers: ReadonlyMap<string, string>): Promise<string[]> {
  const findings: string[] = []
  for (const { subject, before, after } of await pos.rows('select * from witness'))
    findings.push(`${String(subject)}: ${String(after)} took the place of ${String(before)}`)
  const customers = await pos.rows('select * from customer')
  const byNumber = new Map(customers.map((customer) => [String(customer['customer_number']), customer]))
  const survivorOf = (id: string): string => {
    const next = office.merged.get(id)
    return next === undefined ? id : survivorOf(next)
  }
  for (const member of office.members) {
    const survivor = survivorOf(member)
    const customer = byNumber.get(numbers.get(member) ?? '')
    if (customer?.['loyalty_profile_id'] !== survivor)
      findings.push(
        `the record of ${member} points at ${String(customer?.['loyalty_profile_id'])} instead of ${survivor}`,
      )
    if (member !== survivor) continue
    const profile = await office.read(member)
    for (const name of shown) {
      if (profile?.[name] !== customer?.[name])
        findings.push(`${member}: ${name} is ${String(customer?.[name])} instead of ${String(profile?.[name])}`)
    }
  }
  if (customers.length !== office.members.length)
    findings.push(`${customers.length} records for ${office.members.length} members`)
  return findings
}
