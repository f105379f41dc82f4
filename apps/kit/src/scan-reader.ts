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
/** Between the keys of such a rest, which may come as slowly as a person types. */
const trickleMsMax = 250

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

  /** A key now would be the first of something: what a field holds at this moment is what belongs to the person. */
  begins(at: number): boolean {
    return this.#keys.length === 0 || at - this.#lastAt >= gapMsMax
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
    const heard = isFast ? [] : this.#breakOff()
    // What trickles in behind a cut is still the rest of it.
    if (this.#isTail(at) && at - this.#lastAt < trickleMsMax) this.#cutAt = at
    this.#keys.push(key)
    this.#lastAt = at
    const begins = !this.#isBurst && this.#keys.length >= lengthMin
    this.#isBurst ||= begins
    return { isKept: this.#isBurst, takesBack: begins, heard }
  }

  #end(at: number, isFast: boolean): Step {
    if (this.#isTail(at) && (isFast || this.#keys.length === 0)) {
      // The rest of what was cut, and has been told of. However short it is, its Enter must not press a button.
      const takesBack = !this.#isBurst && this.#keys.length > 0
      this.#clear()
      this.#cutAt = Number.NEGATIVE_INFINITY
      this.#hasSuffix = true
      return { isKept: true, takesBack, heard: [] }
    }
    if (!this.#isBurst) return this.#forget()
    // Too late: its keys may have been lost, or be those of another.
    if (!isFast) return { isKept: true, takesBack: false, heard: this.#breakOff() }
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
    const heard = this.#breakOff()
    this.#composed = isFast ? this.#composed + 1 : 1
    this.#lastAt = at
    // Told at the fourth, and not again for the rest of it.
    if (this.#composed === lengthMin) return { ...letGo, heard: [{ kind: 'unreadable', fault: 'input_method' }] }
    return { ...letGo, heard }
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
    return { ...letGo, heard: this.#breakOff() }
  }

  /** What was being typed or scanned ends here. In the middle of a scan that is a cut, and told of once for all its parts. */
  #breakOff(): readonly Heard[] {
    const wasBurst = this.#isBurst
    this.#clear()
    if (!wasBurst) return []
    const isTold = this.#isTail(this.#lastAt)
    this.#cutAt = this.#lastAt
    return isTold ? [] : [{ kind: 'unreadable', fault: 'cut' }]
  }

  #isTail(at: number): boolean {
    return at - this.#cutAt < tailMsMax
  }

  #deliver(): readonly Heard[] {
    const scan = this.#whole
    this.#clear()
    return scan === null || scan.text === '' ? [] : [{ kind: 'scan', scan }]
  }

  #endBySilence(): readonly Heard[] {
    if (this.#hasSuffix || !this.#isBurst || this.#isTail(this.#lastAt)) return this.#breakOff()
    const scan = toScan(this.#keys)
    // An Enter that comes late is its end, and presses nothing.
    this.#cutAt = this.#lastAt
    this.#clear()
    return scan.text === '' ? [] : [{ kind: 'scan', scan }]
  }

  #clear(): void {
    this.#keys = []
    this.#isBurst = false
    this.#whole = null
  }
}
