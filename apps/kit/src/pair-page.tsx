// Opened by the operator's link. The code stands behind the # so that it reaches no server's log, and it leaves the address
// before anything else happens. It asks before it pairs: a link may be opened by mistake, or by a program that looks ahead.
import type { App } from '@tillside/contract/devices'
import { Button, Group } from '@mantine/core'
import { type ReactNode, useState } from 'react'

import type { Device, DeviceSession } from './device.tsx'
import { Door } from './door.tsx'
import { useText } from './i18n.tsx'
import { Note } from './note.tsx'
import { codeFrom, usePairing } from './pairing.tsx'

interface PairPageProps {
  readonly app: App
  readonly session: DeviceSession
  /** On to the app, paired or not. */
  readonly onDone: () => void
}

function takeCode(): string {
  const code = codeFrom(location.hash)
  // What a POS said in the address stays: only the code is secret.
  history.replaceState(null, '', `${location.pathname}${location.search}`)
  return code
}

export function PairPage({ app, session, onDone }: PairPageProps): ReactNode {
  const t = useText()
  const [code] = useState(takeCode)
  const [device, setDevice] = useState<Device | null>(null)
  const { pair, fault, isBusy } = usePairing(session)

  if (device !== null) {
    const place = [device.shop.name, device.location?.name].filter(Boolean).join(' · ')
    return (
      <Door title={t('kit.pair.done', { name: device.name })} over={place} lead={t('kit.pair.done_lead')}>
        <div>
          <Button size="xl" onClick={onDone}>
            {t(`kit.pair.open_${app}`)}
          </Button>
        </div>
      </Door>
    )
  }
  if (code === '') {
    return (
      <Door title={t('kit.pair.no_code')} lead={t('kit.pair.no_code_lead')}>
        <div>
          <Button size="lg" variant="default" onClick={onDone}>
            {t('kit.pair.go_on')}
          </Button>
        </div>
      </Door>
    )
  }
  return (
    <Door title={t(`kit.pair.ask_${app}`)} lead={t('kit.pair.ask_lead')}>
      {fault === undefined ? null : <Note kind="bad" icon="warning" title={fault} />}
      <Group>
        <Button size="xl" disabled={isBusy} onClick={() => void pair(code).then(setDevice)}>
          {t('kit.pair.submit')}
        </Button>
        {/* A link that was opened a second time: the browser may be paired already. */}
        {fault === undefined ? null : (
          <Button size="xl" variant="default" onClick={onDone}>
            {t('kit.pair.go_on')}
          </Button>
        )}
      </Group>
    </Door>
  )
}
