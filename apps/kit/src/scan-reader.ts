// Tells a scanner from a person by the times of the keys, and never guesses. A scanner is a keyboard that is faster than any
// hand: keys less than 35 ms apart, four of them at least, with Enter or Tab at their end.
//
// It promises: what it hears as a scan is what one scanner sent, whole. Two scanners at once, one cut in half, one behind an
// input method are heard as unreadable, once. What a person types is theirs. It leaves to the page: taking back the first
// characters, which have gone to a field before it could know, and telling what time it is.
//
// Two scanners share one stream of keys. They cannot be told apart, but the one that ends first is followed by keys of the
// other: so a whole scan is held back for one more gap.

/** One key as it went down. */
export interface Stroke {
  /** As the browser names it: `7`, `A`, `Enter`, `Shift`. */
  readonly key: string
  /** Milliseconds by the clock that stamps the events. */
  readonly at: number
  /** The key is held, and repeats by itself. */
  readonly isRepeat?: boolean
  /** An input method is at work with it: what it will write is not known yet. */
  readonly isComposing?: boolean
  /** Ctrl, Alt or Meta is held: a shortcut of a person, or a control character of a scanner. */
  readonly hasModifier?: boolean
}

export interface Scan {
  readonly text: string
  /** The kind of code by its AIM identifier, such as `E0` for EAN-13; null where the scanner does not say. */
  readonly aim: string | null
}

/** Why something that a scanner sent could not be read. */
export type ScanFault = 'cut' | 'mixed' | 'input_method'

export type Heard =
  | { readonly kind: 'scan'; readonly scan: Scan }
  | { readonly kind: 'unreadable'; readonly fault: ScanFault }

interface Step {
  /** The key belongs to a scan: nobody else may see it. */
  readonly isKept: boolean
  /** The keys before it belonged to the scan too, and have gone to a field by now. */
  readonly takesBack: boolean
  readonly heard: readonly Heard[]
}

/** Between two keys of a scanner. Two fingers that roll over two keys can be as fast; four keys in a row cannot. */
const gapMsMax = 35
const lengthMin = 4
/** A scanner that sends nothing for so long has ended, or was cut. */
const silenceMs = 100
/** The rest of a scan that was cut comes this soon, or not at all. */
const tailMsMax = 1_000

const shifts = new Set(['Shift', 'CapsLock', 'NumLock', 'AltGraph', 'Control', 'Alt', 'Meta', 'Dead', 'Unidentified'])
const ends = new Set(['Enter', 'Tab'])
const aimPattern = /^\]([A-Za-z][0-9A-Za-z])/
// Group separators and the like, where a keyboard delivers them as characters.
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u001f\u007f]/g

const isPrintable = (key: string): boolean => Array.from(key).length === 1

function toScan(keys: readonly string[]): Scan {
  const sent = keys.join('').replaceAll(controls, '')
  const aim = aimPattern.exec(sent)?.[1] ?? null
  return { text: sent.slice(aim === null ? 0 : aim.length + 1).trim(), aim }
}

const letGo: Step = { isKept: false, takesBack: false, heard: [] }

interface ScanReaderOptions {
  /** True: the scanner is known to end with Enter or Tab, so a scan that does not was cut. */
  readonly hasSuffix?: boolean
}

export class ScanReader {
  #keys: string[] = []
  #lastAt = Number.NEGATIVE_INFINITY
  #isBurst = false
  /** Fast keys under an input method, in a row. */
  #composed = 0
  /** A whole scan that waits for whether another scanner is in the middle of its own. */
  #whole: Scan | null = null
  /** Until so long after the last key everything is the wreck of two scans. */
  #isWreck = false
  #cutAt = Number.NEGATIVE_INFINITY
  #hasSuffix: boolean

  constructor({ hasSuffix = false }: ScanReaderOptions = {}) {
    this.#hasSuffix = hasSuffix
  }

  /** It has heard a scan that ended with Enter or Tab. */
  get hasSuffix(): boolean {
    return this.#hasSuffix
  }

  /** When `pass` should be called, if no key comes before; null when there is nothing to wait for. */
  get dueAt(): number | null {
    if (this.#whole !== null) return this.#lastAt + gapMsMax
    if (this.#isWreck || this.#keys.length > 0 || this.#composed > 0) return this.#lastAt + silenceMs
    return null
  }

  /** Nothing may happen but that time went by. */
  pass(now: number): readonly Heard[] {
    const quiet = now - this.#lastAt
    if (this.#whole !== null) return quiet < gapMsMax ? [] : this.#deliver()
    if (quiet < silenceMs) return []
    this.#isWreck = false
    this.#composed = 0
    return this.#endBySilence()
  }

  press(stroke: Stroke): Step {
    // A shift belongs to the key that follows it.
    if (shifts.has(stroke.key)) return letGo
    const before = this.pass(stroke.at)
    const step = this.#take(stroke)
    return before.length === 0 ? step : { ...step, heard: [...before, ...step.heard] }
  }

  #take(stroke: Stroke): Step {
    const { key, at } = stroke
    const isFast = at - this.#lastAt < gapMsMax
    if (stroke.isComposing === true || key === 'Process') return this.#compose(at, isFast)
    this.#composed = 0
    if (this.#isWreck) return this.#keep(at)
    if (this.#whole !== null) return this.#mix(at)
    // A held key is as fast as a scanner, and is none.
    if (stroke.isRepeat === true) return this.#forget()
    if (stroke.hasModifier === true) return this.#control(at, isFast)
    if (ends.has(key)) return this.#end(at, isFast)
    if (!isPrintable(key)) return this.#forget()
    return this.#add(key, at, isFast)
  }

  #add(key: string, at: number, isFast: boolean): Step {
    if (!isFast) this.#keys = []
    this.#keys.push(key)
    this.#lastAt = at
    const begins = !this.#isBurst && this.#keys.length >= lengthMin
    this.#isBurst ||= begins
    return { isKept: this.#isBurst, takesBack: begins, heard: [] }
  }

  #end(at: number, isFast: boolean): Step {
    const isTail = at - this.#cutAt < tailMsMax
    if (isTail && (isFast || this.#keys.length === 0)) {
      // The rest of what was cut, and has been told of. However short it is, its Enter must not press a button.
      const takesBack = !this.#isBurst && this.#keys.length > 0
      this.#clear()
      this.#cutAt = Number.NEGATIVE_INFINITY
      this.#hasSuffix = true
      return { isKept: true, takesBack, heard: [] }
    }
    if (!this.#isBurst || !isFast) return this.#forget()
    this.#whole = toScan(this.#keys)
    this.#lastAt = at
    this.#hasSuffix = true
    return { isKept: true, takesBack: false, heard: [] }
  }

  /** A control character between others; the letter that it comes as is no part of the code. */
  #control(at: number, isFast: boolean): Step {
    if (!this.#isBurst || !isFast) return this.#forget()
    this.#lastAt = at
    return { isKept: true, takesBack: false, heard: [] }
  }

  #compose(at: number, isFast: boolean): Step {
    this.#clear()
    this.#composed = isFast ? this.#composed + 1 : 1
    this.#lastAt = at
    // Told at the fourth, and not again for the rest of it.
    return this.#composed === lengthMin ? { ...letGo, heard: [{ kind: 'unreadable', fault: 'input_method' }] } : letGo
  }

  #mix(at: number): Step {
    this.#clear()
    this.#isWreck = true
    this.#lastAt = at
    return { isKept: true, takesBack: false, heard: [{ kind: 'unreadable', fault: 'mixed' }] }
  }

  #keep(at: number): Step {
    this.#lastAt = at
    return { isKept: true, takesBack: false, heard: [] }
  }

  #forget(): Step {
    this.#clear()
    return letGo
  }

  #deliver(): readonly Heard[] {
    const scan = this.#whole
    this.#clear()
    return scan === null || scan.text === '' ? [] : [{ kind: 'scan', scan }]
  }

  #endBySilence(): readonly Heard[] {
    const [keys, isBurst] = [this.#keys, this.#isBurst]
    this.#clear()
    if (!isBurst) return []
    const isTail = this.#lastAt - this.#cutAt < tailMsMax
    this.#cutAt = this.#lastAt
    if (isTail) return []
    if (this.#hasSuffix) return [{ kind: 'unreadable', fault: 'cut' }]
    const scan = toScan(keys)
    return scan.text === '' ? [] : [{ kind: 'scan', scan }]
  }

  #clear(): void {
    this.#keys = []
    this.#isBurst = false
    this.#whole = null
  }
}
