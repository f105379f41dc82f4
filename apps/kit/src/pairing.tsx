// Pairing by the code of a link, and what to say when it does not work.
import { RefusedError } from '@tillside/pos-sdk/client/errors'
import { useState } from 'react'

import type { Device, DeviceSession } from './device.tsx'
import { useText } from './i18n.tsx'

/** The code in a link, or the code itself. */
export const codeFrom = (text: string): string => (text.split('#').at(-1) ?? '').trim()

interface Pairing {
  /** The device that this browser is now; null when it did not work, and `fault` says why. */
  readonly pair: (code: string) => Promise<Device | null>
  readonly fault: string | undefined
  readonly isBusy: boolean
}

export function usePairing(session: DeviceSession): Pairing {
  const t = useText()
  const [fault, setFault] = useState<string | undefined>()
  const [isBusy, setBusy] = useState(false)
  const pair = async (code: string): Promise<Device | null> => {
    setBusy(true)
    setFault(undefined)
    try {
      return await session.pair(code)
    } catch (error) {
      const isRefused = error instanceof RefusedError && error.code === 'pairing_code_invalid'
      setFault(t(isRefused ? 'kit.pair.invalid' : 'kit.pair.failed'))
      return null
    } finally {
      setBusy(false)
    }
  }
  return { pair, fault, isBusy }
}
