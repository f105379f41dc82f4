// Value that could not be given back, or of which nobody can say whether it was taken: where it is, and who has to look.
import { useText } from '@tillside/kit/i18n'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import type { ListedValueView } from '../../runtime/snapshot.ts'
import classes from './listed-value.module.css'
import { Notice } from './notice.tsx'
import { useOwnerName, useValueWords } from './value-words.ts'

interface ListedWords {
  readonly title: string
  readonly words: string
}

export function useListedWords(): (value: ListedValueView) => ListedWords {
  const t = useText()
  const say = useValueWords()
  const ownerOf = useOwnerName()
  return (value) => {
    const which = value.isTaken ? 'refused' : 'unclear'
    const words = { value: say(value), name: ownerOf(value) }
    return { title: t(`listed.${which}`, words), words: t(`listed.${which}_words`, words) }
  }
}

/** One for each; nothing while there is none. */
export function ListedValues({ listed }: { readonly listed: readonly ListedValueView[] }): ReactNode {
  const say = useListedWords()
  return listed.map((value) => {
    const { title, words } = say(value)
    return (
      <Notice key={value.key} tone="bad" title={title}>
        {words} <LookLink />
      </Notice>
    )
  })
}

/** Where staff find it. */
export function LookLink(): ReactNode {
  const t = useText()
  return (
    <Link className={classes.link} to="/journal">
      {t('listed.look')}
    </Link>
  )
}
