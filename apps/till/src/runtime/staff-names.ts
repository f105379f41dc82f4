// The names of those who have sold on this till, by their numbers: a receipt names who served, also when somebody else looks at it.
import type { Records } from './records.ts'

type Names = Readonly<Record<string, string>>

const recordKey = 'staff-names'
/** More than sell on one till in the days for which it remembers receipts. */
const namesMax = 100

export class StaffNames {
  readonly #records: Records
  #names: Names

  private constructor(records: Records, names: Names) {
    this.#records = records
    this.#names = names
  }

  static async open(records: Records): Promise<StaffNames> {
    return new StaffNames(records, (await records.read<Names>('texts', recordKey)) ?? {})
  }

  /** Null: not known here. */
  find(number: string): string | null {
    return this.#names[number] ?? null
  }

  /** Whoever is signed in. A disk that is full loses the name and nothing else. */
  note(staff: { readonly number: string; readonly full_name: string } | null): void {
    if (staff === null || this.#names[staff.number] === staff.full_name) return
    const others = Object.entries(this.#names).filter(([number]) => number !== staff.number)
    this.#names = Object.fromEntries([...others.slice(1 - namesMax), [staff.number, staff.full_name]])
    void this.#records.write('texts', recordKey, this.#names).catch(() => undefined)
  }
}
