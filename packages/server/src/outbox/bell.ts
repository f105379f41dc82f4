// Tells those in this process who wait for news that some was committed. Other processes find it by looking.
const waiting = new Set<() => void>()

export function ring(): void {
  for (const wake of waiting) wake()
  waiting.clear()
}

/** Until news is committed in this process, the time is up, or whoever waits is told to stop. */
export function rung(boundMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(bound)
      signal.removeEventListener('abort', wake)
      waiting.delete(wake)
      resolve()
    }
    const bound = setTimeout(wake, boundMs)
    waiting.add(wake)
    signal.addEventListener('abort', wake)
    if (signal.aborted) wake()
  })
}
