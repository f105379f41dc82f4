// A browser that is no device yet, and a server that does not answer: what each needs.
import type { App } from '@tillside/contract/devices'
import { Button, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'

import type { DeviceSession } from './device.tsx'
import { Door } from './door.tsx'
import { useText } from './i18n.tsx'
import { codeFrom, usePairing } from './pairing.tsx'
import classes from './not-paired-page.module.css'

export function NotPairedPage({ app, session }: { readonly app: App; readonly session: DeviceSession }): ReactNode {
  const t = useText()
  const [text, setText] = useState('')
  const { pair, fault, isBusy } = usePairing(session)
  return (
    <Door title={t(`kit.pair.not_paired_${app}`)} lead={t('kit.pair.not_paired_lead')}>
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

export function UnreachablePage({ onRetry }: { readonly onRetry: () => Promise<void> }): ReactNode {
  const t = useText()
  return (
    <Door title={t('kit.unreachable.title')} lead={t('kit.unreachable.lead')}>
      <div>
        <Button size="lg" onClick={() => void onRetry()}>
          {t('kit.try_again')}
        </Button>
      </div>
    </Door>
  )
}
