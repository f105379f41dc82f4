// Keys that do what a button does. Each is shown on its button, and all that work now are listed by F1 or `?`. A dialog takes
// the keys of the screen below for as long as it is open.
import { createContext, type ReactNode, useContext, useEffect, useEffectEvent } from 'react'

import classes from './shortcuts.module.css'

interface Known {
  /** As the browser names it: `F8`, `Escape`. */
  readonly key: string
  readonly label: string
  readonly level: number
  readonly act: () => void
}

/** All that are shown now, of every level. */
export class Keys {
  #known: readonly Known[] = []
  #levels = 0
  readonly #listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly list = (): readonly Known[] => this.#known

  add(known: Known): () => void {
    this.#change([...this.#known, known])
    return () => this.#change(this.#known.filter((other) => other !== known))
  }

  open(): () => void {
    this.#levels += 1
    return () => void (this.#levels -= 1)
  }

  /** What the key does now. The one that was shown last counts, and none below the topmost dialog. */
  find(key: string): Known | undefined {
    return this.#known.findLast((known) => known.key === key && known.level >= this.#levels)
  }

  #change(known: readonly Known[]): void {
    this.#known = known
    for (const listener of this.#listeners) listener()
  }
}

export const KeysContext = createContext<Keys | null>(null)
const LevelContext = createContext(0)

function useKeys(): Keys {
  const keys = useContext(KeysContext)
  if (keys === null) throw new Error('a shortcut needs a KitProvider around it')
  return keys
}

/** `useShortcut('F8', t('pay'), pay)`: acts on the key while the component is shown; `isEnabled: false` rests. */
export function useShortcut(key: string, label: string, act: () => void, { isEnabled = true } = {}): void {
  const keys = useKeys()
  const level = useContext(LevelContext)
  const current = useEffectEvent(act)
  useEffect(
    () => (isEnabled ? keys.add({ key, label, level, act: () => current() }) : undefined),
    [keys, key, label, level, isEnabled],
  )
}

/** The key as it is printed on a button: `<Shortcut keys="F8" />`. The button's own words come first. */
export function Shortcut({ keys }: { readonly keys: string }): ReactNode {
  return (
    <kbd className={classes.chip} aria-hidden="true">
      {keys}
    </kbd>
  )
}

/** What is in it stands above everything that was there before, for keys too. */
export function ShortcutLevel({ children }: { readonly children: ReactNode }): ReactNode {
  const keys = useKeys()
  const level = useContext(LevelContext) + 1
  useEffect(() => keys.open(), [keys])
  return <LevelContext value={level}>{children}</LevelContext>
}
