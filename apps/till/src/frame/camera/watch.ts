// Reads codes that are held before the camera. What decodes is fetched when it is asked for.

const imagesPerSecond = 10
/** A code that was out of sight for so long counts again; one that stays in sight counts once. */
const goneMs = 1_500

interface Watching {
  /** The element that shows what the camera sees. */
  readonly boxId: string
  readonly onRead: (text: string) => void
  /** There is no camera, or the page may not use it. */
  readonly onMissing: () => void
}

/** Reads until what it returns is called. */
export function watchCamera({ boxId, onRead, onMissing }: Watching): () => void {
  let isOver = false
  let stop: (() => Promise<void>) | null = null
  let seen = { text: '', at: 0 }
  const read = (text: string): void => {
    const at = performance.now()
    const isNew = text !== seen.text || at - seen.at > goneMs
    seen = { text, at }
    if (isNew && !isOver) onRead(text)
  }
  const begin = async (): Promise<void> => {
    const { Html5Qrcode } = await import('html5-qrcode')
    if (isOver) return
    const camera = new Html5Qrcode(boxId)
    await camera.start({ facingMode: 'environment' }, { fps: imagesPerSecond }, read, undefined)
    stop = () => camera.stop()
    if (isOver) await stop()
  }
  begin().catch(() => {
    if (!isOver) onMissing()
  })
  return () => {
    isOver = true
    void stop?.().catch(() => undefined)
  }
}
