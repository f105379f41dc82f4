// Somebody without a card: found while the cashier types. A card that is scanned meanwhile does it as well.
import { Button, TextInput } from '@mantine/core'
import { Dialog } from '@tillside/kit/dialog'
import { Empty } from '@tillside/kit/empty'
import { useText } from '@tillside/kit/i18n'
import { Icon } from '@tillside/kit/icon'
import { Note } from '@tillside/kit/note'
import { SkeletonRows } from '@tillside/kit/skeletons'
import type { KnownMember } from '@tillside/pos-sdk/offline/recent-members'
import { type ReactNode, useRef, useState } from 'react'

import { useNotice } from '../../../frame/notices.tsx'
import { useRefusalWords } from '../../../frame/refusals.ts'
import { useTill } from '../../../frame/till.tsx'
import { useScansWait } from '../../../frame/use-scans-wait.ts'
import type { ClaimScan } from '../../../scan/scans.ts'
import { FoundMembers } from './found-members.tsx'
import { useAttach } from './use-attach.ts'
import { type FoundState, useFound } from './use-found.ts'
import classes from './find-dialog.module.css'

interface FindDialogProps {
  readonly onClose: () => void
  /** Nobody was found: what was typed goes along. */
  readonly onEnrol: (typed: string) => void
}

export function FindDialog({ onClose, onEnrol }: FindDialogProps): ReactNode {
  const t = useText()
  const list = useRef<HTMLUListElement>(null)
  const [text, setText] = useState('')
  const state = useFound(text)
  const attach = useAttach(onClose)
  const takeCard = useTakenCard(attach)
  useScansWait(takeCard)
  return (
    <Dialog
      title={t('customer.find')}
      isOpen
      onClose={onClose}
      footer={
        <Button variant="default" onClick={() => onEnrol(text)}>
          {t('customer.enrol')}
        </Button>
      }
    >
      <div className={classes.find}>
        <TextInput
          type="search"
          label={t('customer.find_label')}
          placeholder={t('customer.find_hint')}
          value={text}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          leftSection={<Icon name="search" />}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            // Never one of those that were found by less than what stands there now.
            const [first] = state.kind === 'found' && !state.isOld ? state.members : []
            if (event.key === 'Enter' && first) void attach(first, state.kind === 'found' && state.isFromServer)
            if (event.key === 'ArrowDown') list.current?.querySelector('button')?.focus()
          }}
        />
        <Results ref={list} state={state} text={text} onChoose={attach} />
      </div>
    </Dialog>
  )
}

interface ResultsProps {
  readonly ref: React.Ref<HTMLUListElement>
  readonly state: FoundState
  readonly text: string
  readonly onChoose: (member: KnownMember, isFromServer: boolean) => Promise<void>
}

function Results({ ref, state, text, onChoose }: ResultsProps): ReactNode {
  const t = useText()
  const say = useRefusalWords()
  switch (state.kind) {
    case 'nothing_typed':
      return <Empty icon="search" title={t('customer.type')} hint={t('customer.type_words')} />
    case 'looking':
      return <SkeletonRows count={3} />
    case 'refused':
      return <Note kind="bad" icon="warning" title={say(state.refusal)} />
    case 'found':
      return (
        <>
          {state.isFromServer ? null : (
            <Note kind="attention" icon="cloud_off" title={t('customer.from_memory')}>
              <p>{t('customer.from_memory_words')}</p>
            </Note>
          )}
          {state.members.length === 0 ? (
            <Empty
              icon="person"
              title={t('customer.nobody', { text: text.trim() })}
              hint={t('customer.nobody_words')}
            />
          ) : (
            <FoundMembers
              ref={ref}
              members={state.members}
              onChoose={(one) => void onChoose(one, state.isFromServer)}
            />
          )}
        </>
      )
  }
}

/** A card attaches whoever it belongs to; anything else waits until the dialog is closed. */
function useTakenCard(attach: (member: KnownMember, isFromServer: boolean) => Promise<void>): ClaimScan {
  const till = useTill()
  const notify = useNotice()
  const say = useRefusalWords()
  const take = async (card: string): Promise<void> => {
    const found = await till.members.findCard(card)
    if (found.ok) return attach(found.value.member, found.value.isFromServer)
    notify({ tone: 'bad', words: say(found.refusal) })
  }
  return (meaning) => {
    if (meaning.kind !== 'card') return false
    void take(meaning.card)
    return true
  }
}
