// A finger that taps twice and a key that is held down mean once. What comes second may find another screen under it, and must not
// press what has taken the place of the first: the button that opens a payment, and then the one that takes the money.

/** Between two presses that are one: as long as browsers count a double click. */
export const twiceMs = 500

const controls = 'button, a, label, [role="button"]'

const controlOf = (target: EventTarget | null): EventTarget | null =>
  target instanceof Element ? (target.closest(controls) ?? target) : target

/** A finger does not come down on the very same spot. */
const nearPixels = 24

/** Where and on what a click was. */
interface Click {
  readonly control: EventTarget | null
  readonly at: number
  readonly x: number
  readonly y: number
}

const clickOf = ({ target, timeStamp, clientX, clientY }: MouseEvent): Click => ({
  control: controlOf(target),
  at: timeStamp,
  x: clientX,
  y: clientY,
})

/** Browsers count two clicks as one for a mouse; two taps only where they come faster than fingers do. */
function isSecondOf(before: Click, now: Click, clicks: number): boolean {
  if (before.control === now.control) return false
  const isGone = before.control instanceof Node && !before.control.isConnected
  const isNear = Math.hypot(now.x - before.x, now.y - before.y) < nearPixels
  return clicks > 1 || (isGone && isNear && now.at - before.at < twiceMs)
}

/** Listens for as long as the page is there; what it answers ends that. */
export function hearOnce(): () => void {
  let clicked: Click | null = null
  let entered: { readonly control: EventTarget | null; readonly at: number } | null = null

  const hearClick = (event: MouseEvent): void => {
    // A key that presses a button counts no clicks.
    if (event.detail === 0) return
    const now = clickOf(event)
    if (clicked !== null && isSecondOf(clicked, now, event.detail)) {
      event.preventDefault()
      event.stopImmediatePropagation()
      return
    }
    // Whoever pointed at something in between means the next key, too.
    entered = null
    if (event.detail === 1) clicked = now
  }
  const hearKey = (event: KeyboardEvent): void => {
    // Whoever typed something in between means the next one.
    if (event.key !== 'Enter') entered = null
    if (event.key !== 'Enter' || event.isComposing || event.target instanceof HTMLTextAreaElement) return
    const control = controlOf(event.target)
    const isSecond = entered !== null && entered.control !== control && event.timeStamp - entered.at < twiceMs
    if (event.repeat || isSecond) event.preventDefault()
    else entered = { control, at: event.timeStamp }
  }
  window.addEventListener('click', hearClick, { capture: true })
  window.addEventListener('keydown', hearKey, { capture: true })
  return () => {
    window.removeEventListener('click', hearClick, { capture: true })
    window.removeEventListener('keydown', hearKey, { capture: true })
  }
}
