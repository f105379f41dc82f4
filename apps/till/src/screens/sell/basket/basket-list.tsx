// The lines, of which only those in sight are drawn: a basket of 200 scrolls as one of two. Arrows go from line to line, + and −
// change how many, Delete takes the line out.
import { useText } from '@tillside/kit/i18n'
import type { BasketLine } from '@tillside/pos-sdk/checkout/basket'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'

import { BasketRow } from './basket-row.tsx'
import { type LineVerbs, useLineVerbs } from './use-line-verbs.ts'
import classes from './basket-list.module.css'

/** Before a row was measured. */
const rowHeight = 68
const rowsBeyond = 6

interface BasketListProps {
  readonly lines: readonly BasketLine[]
  readonly canChange: boolean
  readonly onOpen: (lineId: string) => void
}

export function BasketList({ lines, canChange, onOpen }: BasketListProps): ReactNode {
  const t = useText()
  const box = useRef<HTMLDivElement>(null)
  const verbs = useLineVerbs()
  // It keeps its own count of what is in sight, and draws again by itself.
  // oxlint-disable-next-line react/incompatible-library
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    getItemKey: (index) => lines[index]?.id ?? index,
    estimateSize: () => rowHeight,
    overscan: rowsBeyond,
  })
  const changed = useChangedLine(lines)
  useEffect(() => {
    if (changed !== null) rows.scrollToIndex(changed.index)
  }, [rows, changed])

  const goTo = (index: number): void => {
    if (index < 0 || index >= lines.length) return
    rows.scrollToIndex(index)
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-line="${index}"]`)?.focus())
  }
  const press = onKey({ lines, canChange, verbs, goTo })
  return (
    // The rows inside are the controls; their keys are heard here for all of them.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={box} className={classes.box} onKeyDown={press}>
      <ul className={classes.rows} style={{ height: rows.getTotalSize() }} aria-label={t('sell.lines')}>
        {rows.getVirtualItems().map(({ key, index, start }) => {
          const line = lines[index]
          return line === undefined ? null : (
            <li
              key={key}
              ref={rows.measureElement}
              className={classes.row}
              data-index={index}
              aria-setsize={lines.length}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${start}px)` }}
            >
              <BasketRow
                line={line}
                index={index}
                canChange={canChange}
                turn={changed?.index === index ? changed.turn : 0}
                onOpen={onOpen}
                onQuantity={verbs.setQuantity}
              />
            </li>
          )
        })}
      </ul>
    </div>
  )
}

interface Changed {
  readonly index: number
  /** Two changes of the same line are two. */
  readonly turn: number
}

interface Pressed {
  readonly lines: readonly BasketLine[]
  readonly canChange: boolean
  readonly verbs: LineVerbs
  readonly goTo: (index: number) => void
}

/** What the keys do on the line that has the focus. */
function onKey({ lines, canChange, verbs, goTo }: Pressed): (event: KeyboardEvent) => void {
  return (event) => {
    const at = Number((event.target as HTMLElement).closest<HTMLElement>('[data-index]')?.dataset['index'])
    const line = lines[at]
    if (line === undefined) return
    const canCount = canChange && line.quantity > 0
    const acts: Readonly<Record<string, () => void>> = {
      ArrowDown: () => goTo(at + 1),
      ArrowUp: () => goTo(at - 1),
      ...(canCount ? { '+': () => void verbs.setQuantity(line, line.quantity + 1) } : {}),
      ...(canCount ? { '-': () => void verbs.setQuantity(line, line.quantity - 1) } : {}),
      ...(canChange ? { Delete: () => void verbs.remove(line) } : {}),
    }
    const act = acts[event.key]
    if (act === undefined) return
    event.preventDefault()
    act()
  }
}

/** The line that came or changed last; it is brought into sight, and shown for a moment. */
function useChangedLine(lines: readonly BasketLine[]): Changed | null {
  const [before, setBefore] = useState<{ readonly lines: readonly BasketLine[]; readonly changed: Changed | null }>({
    lines,
    changed: null,
  })
  if (before.lines === lines) return before.changed
  const known = new Set(before.lines)
  const index = lines.findLastIndex((line) => !known.has(line))
  const changed = index < 0 ? null : { index, turn: (before.changed?.turn ?? 0) + 1 }
  setBefore({ lines, changed })
  return changed
}
