// Listens for scanners wherever the focus is. One pair of ears for the page; what they hear goes to whoever asked last, so a
// dialog that wants a badge gets it before the basket below.
import { useEffect, useEffectEvent } from 'react'

import { type Heard, type Scan, type ScanFault, ScanReader, type Stroke } from './scan-reader.ts'

export interface ScanHandler {
  /** `not_mine` leaves it to whoever listened before. */
  readonly onScan: (scan: Scan) => void | 'not_mine'
  /** Something was sent that could not be read: say so, and ask for it again. */
  readonly onUnreadable?: (fault: ScanFault) => void
}

const shelfName = 'tillside.scanner-suffix'
/** A page that was busy runs its timers before it has looked at the keys that came meanwhile. */
const lateMs = 20

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** What a field held before the first key of what may be a scan. */
interface Before {
  readonly field: Field
  readonly value: string
  readonly selection: readonly [number, number] | null
}

const isField = (element: Element | null): element is Field =>
  element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement

function look(): Before | null {
  const field = document.activeElement
  if (!isField(field)) return null
  const [start, end] = field instanceof HTMLSelectElement ? [null, null] : [field.selectionStart, field.selectionEnd]
  return { field, value: field.value, selection: start === null || end === null ? null : [start, end] }
}

/** Puts back what was there, in a way that React notices. */
function putBack({ field, value, selection }: Before): void {
  if (field.value === value) return
  const prototype = Object.getPrototypeOf(field) as object
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, value)
  field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }))
  if (selection !== null && !(field instanceof HTMLSelectElement)) field.setSelectionRange(...selection)
}

class Ears {
  readonly #handlers: ScanHandler[] = []
  readonly #reader = new ScanReader({ hasSuffix: localStorage.getItem(shelfName) === '1' })
  #before: Before | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  /** The answer takes the handler away. */
  add(handler: ScanHandler): () => void {
    if (this.#handlers.length === 0) window.addEventListener('keydown', this.#hear, { capture: true })
    this.#handlers.push(handler)
    return () => {
      this.#handlers.splice(this.#handlers.indexOf(handler), 1)
      if (this.#handlers.length === 0) window.removeEventListener('keydown', this.#hear, { capture: true })
    }
  }

  readonly #hear = (event: KeyboardEvent): void => {
    if (this.#reader.begins(event.timeStamp)) this.#before = look()
    const step = this.#reader.press(toStroke(event))
    if (step.takesBack && this.#before !== null) putBack(this.#before)
    if (step.isKept) {
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    this.#tell(step.heard)
    this.#wait()
  }

  #wait(): void {
    clearTimeout(this.#timer)
    const due = this.#reader.dueAt
    if (due === null) return
    this.#timer = setTimeout(
      () => {
        const now = performance.now()
        if (now - due <= lateMs) return this.#pass(now)
        // Keys may be waiting that were pressed before now: they go first.
        this.#timer = setTimeout(() => this.#pass(performance.now()), lateMs)
      },
      Math.max(0, due - performance.now()),
    )
  }

  #pass(now: number): void {
    this.#tell(this.#reader.pass(now))
    this.#wait()
  }

  #tell(heard: readonly Heard[]): void {
    if (heard.length > 0 && this.#reader.hasSuffix) localStorage.setItem(shelfName, '1')
    for (const said of heard) {
      if (said.kind === 'scan') this.#handlers.findLast(({ onScan }) => onScan(said.scan) !== 'not_mine')
      else this.#handlers.at(-1)?.onUnreadable?.(said.fault)
    }
  }
}

const toStroke = (event: KeyboardEvent): Stroke => ({
  key: event.key,
  at: event.timeStamp,
  isRepeat: event.repeat,
  isComposing: event.isComposing,
  hasModifier: event.ctrlKey || event.altKey || event.metaKey,
})

let ears: Ears | undefined

/**
 * Hears every scan while the component is shown. The one that was shown last hears alone: a dialog takes the scans of the
 * screen below for as long as it is open, but for those that it leaves to it.
 *
 * ```tsx
 * useScanner({ onScan: ({ text }) => addByBarcode(text), onUnreadable: () => playSound('bad') })
 * ```
 */
export function useScanner(handler: ScanHandler): void {
  const onScan = useEffectEvent((scan: Scan) => handler.onScan(scan))
  const onUnreadable = useEffectEvent((fault: ScanFault) => handler.onUnreadable?.(fault))
  useEffect(
    () => (ears ??= new Ears()).add({ onScan: (scan) => onScan(scan), onUnreadable: (fault) => onUnreadable(fault) }),
    [],
  )
}
