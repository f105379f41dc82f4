// Hears the keys for all shortcuts of the page, and lists them when asked.
import { type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from 'react'

import { Dialog } from './dialog.tsx'
import { useText } from './i18n.tsx'
import { hearOnce } from './one-press.tsx'
import { Keys, KeysContext } from './shortcuts.tsx'
import classes from './shortcuts.module.css'

const isTyping = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement

export function ShortcutKeys({ children }: { readonly children: ReactNode }): ReactNode {
  const keys = useMemo(() => new Keys(), [])
  const [isHelping, setHelping] = useState(false)
  useEffect(() => hearOnce(), [])
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return
      if (event.key === 'F1' || (event.key === '?' && !isTyping(event))) {
        event.preventDefault()
        return setHelping(true)
      }
      const known = keys.find(event.key)
      // A letter belongs to the field that it is typed into.
      if (known === undefined || (event.key.length === 1 && isTyping(event))) return
      event.preventDefault()
      known.act()
    }
    window.addEventListener('keydown', hear)
    return () => window.removeEventListener('keydown', hear)
  }, [keys])
  return (
    <KeysContext value={keys}>
      {children}
      {isHelping ? <ShortcutHelp keys={keys} onClose={() => setHelping(false)} /> : null}
    </KeysContext>
  )
}

function ShortcutHelp({ keys, onClose }: { readonly keys: Keys; readonly onClose: () => void }): ReactNode {
  const t = useText()
  const known = useSyncExternalStore(keys.subscribe, keys.list)
  const top = Math.max(0, ...known.map(({ level }) => level))
  const shown = known.filter(({ level }) => level === top)
  return (
    <Dialog title={t('kit.shortcuts.title')} isOpen onClose={onClose} size="small">
      <dl className={classes.list}>
        {shown.map(({ key, label }) => (
          <div key={key} className={classes.row}>
            <dt>{label}</dt>
            <dd>
              <kbd className={classes.chip}>{key}</kbd>
            </dd>
          </div>
        ))}
        <div className={classes.row}>
          <dt>{t('kit.shortcuts.help')}</dt>
          <dd>
            <kbd className={classes.chip}>F1</kbd>
          </dd>
        </div>
      </dl>
    </Dialog>
  )
}
