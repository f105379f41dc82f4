// Prints the walk so that a person can follow it, and keeps count of the figures that it judged.
import type { Fact } from './facts.ts'

type Colour = 'bold' | 'dim' | 'green' | 'red' | 'cyan'
const codes: Readonly<Record<Colour, string>> = { bold: '1', dim: '2', green: '32', red: '31', cyan: '36' }

const margin = '    '
const gap = '  '

interface Column {
  readonly title: string
  readonly isNumber: boolean
}

export class Teller {
  readonly #write: (line: string) => void
  readonly #isColoured: boolean
  readonly #faults: string[] = []
  #step = 0
  #checked = 0

  constructor(write: (line: string) => void, isColoured: boolean) {
    this.#write = write
    this.#isColoured = isColoured
  }

  /** What was off, a line each. */
  get faults(): readonly string[] {
    return this.#faults
  }

  get checked(): number {
    return this.#checked
  }

  /** Something that is wrong beyond a figure. */
  fault(words: string): void {
    this.#faults.push(words)
    this.#write(`${margin}${this.#paint(`✗ ${words}`, 'red')}`)
  }

  line(text = ''): void {
    this.#write(text)
  }

  title(text: string): void {
    this.#write(this.#paint(text, 'bold'))
  }

  step(title: string, ...why: readonly string[]): void {
    this.#step += 1
    this.#write('')
    this.#write(this.#paint(`${String(this.#step).padStart(2)}  ${title}`, 'bold'))
    for (const sentence of why) this.#write(`${margin}${sentence}`)
  }

  request(method: string, path: string, body: string | null, key: string | null): void {
    this.#write('')
    this.#write(`${margin}${this.#paint(method.padEnd(4), 'cyan')} ${path}`)
    if (body !== null) this.#write(`${margin}     ${this.#paint(body, 'dim')}`)
    if (key !== null) this.#write(`${margin}     ${this.#paint(`Idempotency-Key: ${key}`, 'dim')}`)
  }

  answer(status: number, facts: readonly Fact[]): void {
    const parts = facts.map((fact) => this.#judge(fact, [fact.name, fact.text].filter((part) => part !== '').join(' ')))
    this.#write(`${margin} ${this.#paint(String(status), status < 300 ? 'green' : 'red')} ${parts.join(' · ')}`)
  }

  /** A table of facts; a row is as long as there are columns. */
  table(columns: readonly Column[], rows: readonly (readonly Fact[])[]): void {
    const widths = columns.map(({ title }, index) =>
      Math.max(title.length, ...rows.map((row) => row[index]?.text.length ?? 0)),
    )
    const aligned = (text: string, index: number): string => {
      const width = widths[index] ?? 0
      return columns[index]?.isNumber ? text.padStart(width) : text.padEnd(width)
    }
    this.#write('')
    const titles = columns.map(({ title }, index) => aligned(title, index)).join(gap)
    this.#write(`${margin}     ${this.#paint(titles.trimEnd(), 'dim')}`)
    for (const row of rows) {
      const cells = row.map((fact, index) => this.#judge(fact, aligned(fact.text, index)))
      this.#write(`${margin}     ${cells.join(gap).trimEnd()}`)
    }
  }

  #judge(fact: Fact, shown: string): string {
    if (fact.isChecked) this.#checked += 1
    if (fact.shouldBe === null) return shown
    this.#faults.push(
      `step ${this.#step}: ${fact.name || fact.text} is ${fact.name === '' ? 'not so' : `${fact.text}, and should be ${fact.shouldBe}`}`,
    )
    return this.#paint(`${shown} ✗ should be ${fact.shouldBe}`, 'red')
  }

  #paint(text: string, colour: Colour): string {
    return this.#isColoured ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text
  }
}
