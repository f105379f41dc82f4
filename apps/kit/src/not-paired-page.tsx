// A browser that is no device yet, or none any more, and what it needs.
import type { App } from '@tillside/contract/devices'
import { Button, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'

import type { DeviceSession } from './device.tsx'
import { Door } from './door.tsx'
import { useText } from './i18n.tsx'
import { Note } from './note.tsx'
import { codeFrom, usePairing } from './pairing.tsx'
import classes from './not-paired-page.module.css'

interface NotPairedPageProps {
  readonly app: App
  readonly session: DeviceSession
  /** The name of the device that this browser was. */
  readonly wasDevice: string | null
}

export function NotPairedPage({ app, session, wasDevice }: NotPairedPageProps): ReactNode {
  const t = useText()
  const [text, setText] = useState('')
  const { pair, fault, isBusy } = usePairing(session)
  return (
    <Door
      title={t(wasDevice === null ? `kit.pair.not_paired_${app}` : 'kit.pair.unpaired')}
      lead={t('kit.pair.not_paired_lead')}
    >
      {wasDevice === null ? null : (
        <Note kind="attention" icon="warning" title={t('kit.pair.unpaired_title', { name: wasDevice })}>
          {t('kit.pair.unpaired_why')}
        </Note>
      )}
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          const code = codeFrom(text)
          if (code !== '') void pair(code)
        }}
      >
        <TextInput
          label={t('kit.pair.link')}
          placeholder={`${location.origin}/${app}/pair#…`}
          value={text}
          autoComplete="off"
          spellCheck={false}
          error={fault}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" size="lg" disabled={codeFrom(text) === '' || isBusy}>
          {t('kit.pair.submit')}
        </Button>
      </form>
      <section className={classes.how}>
        <h2 className={classes.heading}>{t('kit.pair.operator')}</h2>
        <p>{t('kit.pair.operator_how')}</p>
        <pre className={classes.command}>
          npm run tillside -- pair {app} &quot;{t(`kit.pair.example_${app}`)}&quot;
        </pre>
      </section>
    </Door>
  )
}
