// Which goods come back, and what the customer gets for them.
import { useText } from '@tillside/kit/i18n'
import { useAnnounce } from '@tillside/kit/live'
import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'

import { useMoney, useTill } from '../../frame/till.tsx'
import { isTakenOff, type Returnable, type ReturnableLine, type WantedBack } from '../../returns/returnable.ts'
import { Notice } from '../parts/notice.tsx'
import { Panel } from '../parts/panel.tsx'
import { Columns } from '../parts/screen.tsx'
import { UnitStepper } from './unit-stepper.tsx'
import { ReturnWorth } from './return-worth.tsx'
import classes from './choose-lines.module.css'

interface ChooseLinesProps {
  readonly returnable: Returnable
  /** Another receipt. */
  readonly onOther: () => void
}

type Units = Readonly<Record<string, number>>

export function ChooseLines({ returnable, onOther }: ChooseLinesProps): ReactNode {
  const t = useText()
  const money = useMoney()
  const announce = useAnnounce()
  const { returns } = useTill()
  const [units, setUnits] = useState<Units>({})
  const { lines } = returnable
  const isAllChosen = lines.every(({ lineId, unitsLeft }) => (units[lineId] ?? 0) === unitsLeft)
  const hasAny = lines.some(({ unitsLeft }) => unitsLeft > 0)

  const choose = (next: Units): void => {
    setUnits(next)
    const preview = returns.preview(returnable, wantedOf(next))
    const { payOutMinor, shareMinor } = preview.ok ? preview.value : { payOutMinor: 0, shareMinor: 0 }
    announce(t('returns.worth_heard', { money: money(payOutMinor), reward: money(shareMinor) }))
  }
  const allOf = (): Units =>
    Object.fromEntries(lines.map(({ lineId, unitsLeft }) => [lineId, isAllChosen ? 0 : unitsLeft]))
  return (
    <Columns>
      <Panel
        title={t('returns.choose')}
        aside={
          hasAny ? (
            <Button variant="default" onClick={() => choose(allOf())}>
              {t(isAllChosen ? 'returns.none' : 'returns.all')}
            </Button>
          ) : null
        }
      >
        {lines.length > 0 ? null : (
          <Notice tone="attention" title={t('returns.nothing_title')}>
            {t('returns.nothing')}
          </Notice>
        )}
        <ul className={classes.lines}>
          {lines.map((line) => (
            <Line
              key={line.lineId}
              line={line}
              units={units[line.lineId] ?? 0}
              onUnits={(count) => choose({ ...units, [line.lineId]: count })}
            />
          ))}
        </ul>
        <Button variant="subtle" onClick={onOther}>
          {t('returns.other')}
        </Button>
      </Panel>
      <ReturnWorth returnable={returnable} wanted={wantedOf(units)} />
    </Columns>
  )
}

const wantedOf = (units: Units): WantedBack[] =>
  Object.entries(units).map(([lineId, count]) => ({ lineId, units: count }))

interface LineProps {
  readonly line: ReturnableLine
  readonly units: number
  readonly onUnits: (units: number) => void
}

function Line({ line, units, onUnits }: LineProps): ReactNode {
  const t = useText()
  const money = useMoney()
  const { name, quantity, priceMinor, shareMinor, unitsBefore, unitsLeft } = line
  const notes = [
    quantity === 1 ? money(priceMinor) : `${quantity} × ${money(priceMinor)}`,
    ...(shareMinor === 0 ? [] : [t('returns.share_of_line', { reward: money(shareMinor) })]),
    ...(unitsBefore === 0 ? [] : [t('returns.before', { count: unitsBefore })]),
  ]
  return (
    <li className={classes.line} data-chosen={units > 0}>
      <span className={classes.what}>
        <span className={classes.name}>{name}</span>
        {notes.map((note) => (
          <span key={note} className={classes.note}>
            {note}
          </span>
        ))}
      </span>
      {unitsLeft === 0 ? (
        <span className={classes.gone}>{t(isTakenOff(line) ? 'returns.taken_off' : 'returns.all_back')}</span>
      ) : (
        <UnitStepper label={t('returns.units_of', { name })} units={units} max={unitsLeft} onUnits={onUnits} />
      )}
    </li>
  )
}
