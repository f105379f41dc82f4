// Somebody shows who they are: their name and PIN, their number and PIN, or their badge before the scanner.
import { Button, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'

import type { Proof, SignInResult, StaffTile } from './device.tsx'
import { useText } from './i18n.tsx'
import { Icon } from './icon.tsx'
import { PinPad } from './pin-pad.tsx'
import { useScanner } from './scanner.tsx'
import { playSound } from './sounds.tsx'
import { StaffTiles } from './staff-tiles.tsx'
import classes from './staff-proof.module.css'

type ProofResult = SignInResult | { readonly ok: false; readonly why: 'may_not' }

interface StaffProofProps {
  /** Undefined while they are being fetched. */
  readonly people: readonly StaffTile[] | undefined
  readonly onProof: (proof: Proof) => Promise<ProofResult>
  readonly submitLabel: string
  /** Left out: every scan is one. */
  readonly isBadge?: ((scanned: string) => boolean) | undefined
  /** What becomes of scans that are no badge: the screen below has them, or whoever scans is told to sign in first. */
  readonly otherScans: 'left_below' | 'told'
}

interface Chosen {
  /** The id as text, or the number. */
  readonly staffId: string
  readonly name: string
}

/** What to say of a result that is none. */
function useFault(): (result: ProofResult) => string | undefined {
  const t = useText()
  return (result) => {
    if (result.ok) return undefined
    if (result.why === 'locked') return t('kit.sign_in.locked', { count: result.seconds })
    return t(`kit.sign_in.${result.why}`)
  }
}

const isAlways = (): boolean => true

export function StaffProof(props: StaffProofProps): ReactNode {
  const { people, onProof, submitLabel } = props
  const t = useText()
  const say = useFault()
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [fault, setFault] = useState<string | undefined>()
  const [isToldFirst, setToldFirst] = useState(false)

  const clear = (): void => {
    setFault(undefined)
    setToldFirst(false)
  }
  const choose = (next: Chosen | null): void => {
    clear()
    setChosen(next)
  }
  const prove = async (proof: Proof): Promise<void> => {
    clear()
    const result = await onProof(proof)
    if (!result.ok) playSound('bad')
    setFault(say(result))
  }
  useBadges(props, {
    onBadge: (badge) => void prove({ badge }),
    onOther: () => {
      clear()
      playSound('attention')
      setToldFirst(true)
    },
    onUnreadable: () => {
      clear()
      playSound('bad')
      setFault(t('kit.scan.unreadable'))
    },
  })
  return (
    <div className={classes.proof} data-chosen={chosen !== null}>
      <div className={classes.who}>
        <StaffTiles
          people={people}
          chosenNumber={chosen?.staffId ?? null}
          // By the number: the id of one may be the number of another, and the number is read first.
          onChoose={({ number, full_name }) => choose({ staffId: number, name: full_name })}
        />
        <NumberField onNumber={(number) => choose({ staffId: number, name: number })} />
      </div>
      {/* Always there, since a region that comes with its words is often not read. */}
      <p className={classes.first} role="status">
        {isToldFirst ? t('kit.sign_in.first') : null}
      </p>
      <div className={classes.pin}>
        {chosen === null ? (
          <NobodyYet fault={fault} />
        ) : (
          <>
            <ChosenPerson name={chosen.name} onOther={() => choose(null)} />
            <PinPad
              key={chosen.staffId}
              label={t('kit.sign_in.pin_of', { name: chosen.name })}
              fault={fault}
              submitLabel={submitLabel}
              onPin={(pin) => prove({ staffId: chosen.staffId, pin })}
            />
          </>
        )}
      </div>
    </div>
  )
}

function ChosenPerson({ name, onOther }: { readonly name: string; readonly onOther: () => void }): ReactNode {
  const t = useText()
  return (
    <div className={classes.chosen}>
      <button type="button" className={classes.other} onClick={onOther}>
        <Icon name="back" />
        {t('kit.sign_in.somebody_else')}
      </button>
      <p className={classes.name}>{name}</p>
    </div>
  )
}

interface BadgesHeard {
  readonly onBadge: (badge: string) => void
  /** Goods, or a customer's card, while nobody is signed in. */
  readonly onOther: () => void
  readonly onUnreadable: () => void
}

function useBadges({ isBadge = isAlways, otherScans }: StaffProofProps, heard: BadgesHeard): void {
  useScanner({
    onScan: ({ text }) => {
      if (isBadge(text)) return heard.onBadge(text)
      return otherScans === 'left_below' ? 'not_mine' : heard.onOther()
    },
    onUnreadable: heard.onUnreadable,
  })
}

/** Before anybody is chosen: a badge does it without choosing. */
function NobodyYet({ fault }: { readonly fault: string | undefined }): ReactNode {
  const t = useText()
  return (
    <div className={classes.nobody}>
      <span className={classes.badge}>
        <Icon name="badge" size={2.5} />
      </span>
      <p className={classes.hint}>{t('kit.sign_in.badge_hint')}</p>
      <p className={classes.fault} role="alert">
        {fault}
      </p>
    </div>
  )
}

/** For somebody whose tile is not there, or is the fortieth. */
function NumberField({ onNumber }: { readonly onNumber: (number: string) => void }): ReactNode {
  const t = useText()
  const [number, setNumber] = useState('')
  return (
    <form
      className={classes.number}
      onSubmit={(event) => {
        event.preventDefault()
        if (number.trim() !== '') onNumber(number.trim())
      }}
    >
      <TextInput
        className={classes.field}
        label={t('kit.sign_in.number')}
        value={number}
        inputMode="numeric"
        autoComplete="off"
        onChange={(event) => setNumber(event.currentTarget.value)}
      />
      <Button type="submit" variant="default">
        {t('kit.sign_in.next')}
      </Button>
    </form>
  )
}
