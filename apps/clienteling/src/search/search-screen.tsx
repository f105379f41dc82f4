// Find a customer: one field for whatever they say or show.
import { TextInput } from '@mantine/core'
import { Problem } from '@tillside/kit/errors'
import { useText } from '@tillside/kit/i18n'
import { useAnnounce } from '@tillside/kit/live'
import { useScanner } from '@tillside/kit/scanner'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import { playSound } from '@tillside/kit/sounds'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'

import { useNotice } from '../portal/notices.tsx'
import { type FoundMember, searchTextMax, useFoundMembers } from '../portal/queries.ts'
import { Found } from './found.tsx'
import classes from './search.module.css'
import { useRested } from './use-rested.ts'

/** Says how many were found, once it is known. */
function useSpokenCount(text: string, found: readonly FoundMember[] | undefined): void {
  const t = useText()
  const announce = useAnnounce()
  useEffect(() => {
    if (text === '' || !found) return
    announce(found.length === 0 ? t('search.nobody', { text }) : t('search.found', { number: found.length }))
  }, [text, found, announce, t])
}

function useOpenProfile(): (profileId: string) => void {
  const navigate = useNavigate()
  return (profileId) => void navigate({ to: '/profile/$profileId', params: { profileId }, search: true })
}

/** A card that is one member's opens that member; a person who typed chooses for themselves. */
function useCardOpens(found: readonly FoundMember[] | undefined, openProfile: (profileId: string) => void): void {
  useEffect(() => {
    const [only, ...others] = found ?? []
    if (only && others.length === 0 && only.matched_by === 'card') openProfile(only.id)
  }, [found, openProfile])
}

export function SearchScreen(): ReactNode {
  const t = useText()
  const say = useNotice()
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const [typed, setTyped] = useState('')
  const [scanned, setScanned] = useState<string | null>(null)
  const text = useRested(typed.trim())
  const { data, error, isPlaceholderData, refetch } = useFoundMembers(text)
  const found = isPlaceholderData ? undefined : data
  const openProfile = useOpenProfile()
  useSpokenCount(text, found)

  useScanner({
    onScan: ({ text: code }) => {
      setScanned(code)
      setTyped(code)
    },
    onUnreadable: () => {
      playSound('bad')
      say({ tone: 'attention', words: t('search.unreadable') })
    },
  })
  useCardOpens(scanned === text ? found : undefined, openProfile)
  useEffect(() => field.current?.focus(), [])
  useShortcut('/', t('search.focus'), () => field.current?.focus())

  const goToList = (event: KeyboardEvent): void => {
    const first = list.current?.querySelector('a')
    // What is found must be for what stands there: a letter typed since may mean somebody else.
    if (event.key === 'Enter' && found?.[0] && typed.trim() === text) openProfile(found[0].id)
    if (event.key !== 'ArrowDown' || !first) return
    event.preventDefault()
    first.focus()
  }

  return (
    <div className={classes.screen}>
      <h1 className={classes.title}>{t('search.title')}</h1>
      <TextInput
        ref={field}
        type="search"
        size="lg"
        aria-label={t('search.field')}
        placeholder={t('search.hint')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={goToList}
        rightSection={<Shortcut keys="/" />}
        maxLength={searchTextMax}
        autoComplete="off"
        spellCheck={false}
      />
      {error ? (
        <Problem error={error} value="untouched" onRetry={() => void refetch()} />
      ) : (
        <Found
          ref={list}
          text={text}
          typed={typed.trim()}
          found={text === '' ? undefined : data}
          onLeave={() => field.current?.focus()}
        />
      )}
    </div>
  )
}
