// The receipt's number, by scanner or by hand; and where it is not found, what that can mean.
import { Button, TextInput } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { Icon } from '@tillside/kit/icon'
import { SkeletonLines } from '@tillside/kit/skeletons'
import { type ReactNode, useState } from 'react'

import { Notice } from '../parts/notice.tsx'
import { RefusalNotice } from '../parts/refusal-notice.tsx'
import type { Act } from '../parts/use-act.ts'
import classes from './find-receipt.module.css'

interface FindReceiptProps {
  /** What was looked for last. */
  readonly sought: string
  readonly act: Act
  readonly onFind: (text: string) => void
}

export function FindReceipt({ sought, act, onFind }: FindReceiptProps): ReactNode {
  const t = useText()
  const [text, setText] = useState(sought)
  if (act.isBusy) {
    return (
      <div className={classes.find}>
        <SkeletonLines count={5} />
      </div>
    )
  }
  return (
    <form
      className={classes.find}
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== '') onFind(text)
      }}
    >
      <span className={classes.picture}>
        <Icon name="scan" size={3} />
      </span>
      <p className={classes.words}>{t('returns.scan')}</p>
      <WhyNot sought={sought} act={act} />
      <div className={classes.row}>
        <TextInput
          className={classes.field}
          size="lg"
          label={t('returns.number')}
          placeholder="14-261201-0007-K"
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" size="lg" disabled={text.trim() === ''}>
          {t('returns.find')}
        </Button>
      </div>
    </form>
  )
}

/** A number that nobody knows may be a sale that has not reached the server yet: the customer is not sent away. */
function WhyNot({ sought, act }: Pick<FindReceiptProps, 'sought' | 'act'>): ReactNode {
  const t = useText()
  const code = act.refusal?.code
  if (code === 'receipt_unknown') {
    return (
      <Notice tone="attention" title={t('returns.unknown_title', { receiptRef: sought })}>
        {t('returns.unknown')}
      </Notice>
    )
  }
  if (code === 'server_away') {
    return (
      <Notice tone="attention" title={t('returns.away_title')}>
        {t('returns.away')}
      </Notice>
    )
  }
  if (code === 'receipt_is_void') {
    return (
      <Notice tone="attention" title={t('returns.void_title')}>
        {t('returns.void')}
      </Notice>
    )
  }
  return <RefusalNotice refusal={act.refusal} />
}
