// The line between the till's window and the customer's: the till says what is to be seen, and says it again to a window that
// was just opened.
import type { TillRuntime } from '../runtime/till-runtime.ts'
import { type DisplayView, toDisplay } from './display.ts'

type Message = { readonly name: 'show'; readonly view: DisplayView } | { readonly name: 'hello' }

const open = (deviceId: string): BroadcastChannel => new BroadcastChannel(`tillside-customer-${deviceId}`)

function say(channel: BroadcastChannel, message: Message): void {
  // It reaches windows of this origin alone, and takes no other.
  // eslint-disable-next-line unicorn/require-post-message-target-origin
  channel.postMessage(message)
}

/** The till's side, until what it returns is called. */
export function showCustomer(runtime: TillRuntime): () => void {
  const channel = open(runtime.getSnapshot().device.id)
  let shown = ''
  const show = (isAsked: boolean): void => {
    const view = toDisplay(runtime.getSnapshot())
    const text = JSON.stringify(view)
    if (text === shown && !isAsked) return
    shown = text
    say(channel, { name: 'show', view })
  }
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.name === 'hello') show(true)
  })
  const end = runtime.subscribe(() => show(false))
  show(false)
  return () => {
    end()
    channel.close()
  }
}

/** The customer's side, until what it returns is called. */
export function watchTill(deviceId: string, onView: (view: DisplayView) => void): () => void {
  const channel = open(deviceId)
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.name === 'show') onView(data.view)
  })
  say(channel, { name: 'hello' })
  return () => channel.close()
}
