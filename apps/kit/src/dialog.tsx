// A window above the screen, by the browser's own <dialog>: the focus stays in it, Escape closes it, what is below is out of
// reach, and the focus goes back to where it was.
import { type ReactNode, type RefObject, useEffect, useEffectEvent, useId, useLayoutEffect, useRef } from 'react'

import classes from './dialog.module.css'
import { useText } from './i18n.tsx'
import { Icon } from './icon.tsx'
import { ShortcutLevel } from './shortcuts.tsx'

export interface DialogProps {
  readonly title: string
  readonly isOpen: boolean
  /** Escape and the cross; whoever shows the dialog takes it away. */
  readonly onClose: () => void
  /** What was asked for in it is under way: until it is answered neither Escape nor the cross leads out. */
  readonly isBusy?: boolean
  /** `small` asks one thing; `large` holds lists. */
  readonly size?: 'small' | 'medium' | 'large'
  /** Buttons at the bottom, always in sight. */
  readonly footer?: ReactNode
  readonly children: ReactNode
}

/** Where somebody begins: what says so, or the first thing in the body. */
function focusFirst(dialog: HTMLDialogElement): void {
  const first = 'input:enabled, button:enabled, select:enabled, textarea:enabled, a[href]'
  const body = dialog.querySelector('[data-dialog-body]')
  const chosen = body?.querySelector<HTMLElement>('[data-autofocus]') ?? body?.querySelector<HTMLElement>(first)
  chosen?.focus()
}

/** A browser asks once whether Escape may close, and the second time it closes: while the dialog is busy it is not to begin. */
function useHeldOpen(element: RefObject<HTMLDialogElement | null>, isBusy: boolean): void {
  useEffect(() => {
    if (!isBusy) return undefined
    const hold = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') event.preventDefault()
    }
    // A telephone's gesture back asks nobody.
    const openAgain = (): void => element.current?.showModal()
    const dialog = element.current
    document.addEventListener('keydown', hold, true)
    dialog?.addEventListener('close', openAgain)
    return () => {
      document.removeEventListener('keydown', hold, true)
      dialog?.removeEventListener('close', openAgain)
    }
  }, [element, isBusy])
}

export function Dialog({ isOpen, ...props }: DialogProps): ReactNode {
  return isOpen ? <OpenDialog {...props} /> : null
}

function OpenDialog(props: Omit<DialogProps, 'isOpen'>): ReactNode {
  const { title, onClose, isBusy = false, size = 'medium', footer, children } = props
  const t = useText()
  const titleId = useId()
  const element = useRef<HTMLDialogElement>(null)
  const close = useEffectEvent(() => (isBusy ? undefined : onClose()))
  useHeldOpen(element, isBusy)
  // Before what is in it takes the focus for itself: the browser gives it to the cross, where nobody begins.
  useLayoutEffect(() => {
    const dialog = element.current
    if (dialog === null) return undefined
    const cancel = (event: Event): void => {
      // React takes it away; closed by the browser alone it would come back empty.
      event.preventDefault()
      close()
    }
    dialog.addEventListener('cancel', cancel)
    dialog.showModal()
    focusFirst(dialog)
    return () => {
      dialog.removeEventListener('cancel', cancel)
      dialog.close()
    }
  }, [])
  return (
    <dialog ref={element} className={classes.dialog} data-size={size} aria-labelledby={titleId}>
      <ShortcutLevel>
        <div className={classes.head}>
          <h2 id={titleId} className={classes.title}>
            {title}
          </h2>
          <button
            type="button"
            className={classes.close}
            disabled={isBusy}
            onClick={onClose}
            aria-label={t('kit.close')}
          >
            <Icon name="close" size={1.5} />
          </button>
        </div>
        <div className={classes.body} data-dialog-body>
          {children}
        </div>
        {footer === undefined ? null : <div className={classes.footer}>{footer}</div>}
      </ShortcutLevel>
    </dialog>
  )
}
