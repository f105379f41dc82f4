// What this till is set to: language, colours and sound, the simulated terminal, the camera, and where it stands.
import { Button, SegmentedControl } from '@mantine/core'
import { useDevice } from '@tillside/kit/device-context'
import { useText } from '@tillside/kit/i18n'
import { Icon } from '@tillside/kit/icon'
import { Preferences } from '@tillside/kit/preferences'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'

import { CameraDialog } from '../../frame/camera/camera-dialog.tsx'
import { useTill } from '../../frame/till.tsx'
import { cardOutcomes, type SimulatedTerminal } from '../../terminal/simulated-terminal.ts'
import { Screen } from '../parts/screen.tsx'
import classes from './settings-screen.module.css'

export function SettingsScreen(): ReactNode {
  const t = useText()
  const navigate = useNavigate()
  const { device } = useDevice()
  const toSale = (): void => void navigate({ to: '/' })
  const [isCameraOn, setCameraOn] = useState(false)
  return (
    <Screen title={t('settings.title')} backLabel={t('frame.to_sale')} onBack={toSale} isNarrow>
      <section className={classes.card} aria-labelledby="settings-device">
        <h2 id="settings-device" className={classes.title}>
          {t('settings.this_till')}
        </h2>
        <dl className={classes.facts}>
          <Fact label={t('settings.name')} value={device.name} />
          <Fact label={t('settings.number')} value={String(device.number)} />
          <Fact label={t('settings.place')} value={device.location?.name ?? t('settings.no_place')} />
          <Fact label={t('settings.zone')} value={device.shop.timezone} />
        </dl>
      </section>
      <section className={classes.card} aria-labelledby="settings-person">
        <h2 id="settings-person" className={classes.title}>
          {t('settings.looks')}
        </h2>
        <Preferences />
      </section>
      <section className={classes.card} aria-labelledby="settings-scanner">
        <h2 id="settings-scanner" className={classes.title}>
          {t('settings.scanner')}
        </h2>
        <p className={classes.words}>{t('settings.scanner_words')}</p>
        <Button variant="default" leftSection={<Icon name="scan" />} onClick={() => setCameraOn(true)}>
          {t('camera.title')}
        </Button>
      </section>
      <TerminalCard />
      {isCameraOn ? <CameraDialog onClose={() => setCameraOn(false)} /> : null}
    </Screen>
  )
}

function Fact({ label, value }: { readonly label: string; readonly value: string }): ReactNode {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function choose(terminal: SimulatedTerminal, outcome: SimulatedTerminal['nextOutcome']): void {
  terminal.nextOutcome = outcome
}

function TerminalCard(): ReactNode {
  const t = useText()
  const { terminal } = useTill()
  const [outcome, setOutcome] = useState(terminal.nextOutcome)
  return (
    <section className={classes.card} aria-labelledby="settings-terminal">
      <h2 id="settings-terminal" className={classes.title}>
        {t('settings.terminal')}
      </h2>
      <p className={classes.words}>{t('settings.terminal_words')}</p>
      <SegmentedControl
        className={classes.outcomes}
        fullWidth
        aria-label={t('settings.terminal_next')}
        value={outcome}
        data={cardOutcomes.map((value) => ({ value, label: t(`settings.outcome.${value}`) }))}
        onChange={(value) => {
          choose(terminal, value)
          setOutcome(value)
        }}
      />
    </section>
  )
}
