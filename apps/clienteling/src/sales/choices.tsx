// Several that could be meant, of whom one is chosen.
import type { ReactNode } from 'react'

import classes from './sales.module.css'

interface ChoicesProps<Item extends { readonly id: string | number }> {
  readonly label: string
  readonly items: readonly Item[]
  /** What stands out of one, and what tells it from the others. */
  readonly wordsOf: (item: Item) => { readonly title: string; readonly detail: string }
  readonly onChoose: (item: Item) => void
}

export function Choices<Item extends { readonly id: string | number }>({
  label,
  items,
  wordsOf,
  onChoose,
}: ChoicesProps<Item>): ReactNode {
  return (
    <ul className={classes.choices} aria-label={label}>
      {items.map((item) => {
        const { title, detail } = wordsOf(item)
        return (
          <li key={item.id}>
            <button type="button" className={classes.choice} onClick={() => onChoose(item)}>
              <strong>{title}</strong>
              <span>{detail}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
