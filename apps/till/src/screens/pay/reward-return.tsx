// Value on its way back: from the till to the customer, until it has arrived, or somebody has to look at it.
import { Icon, type IconName } from '@tillside/kit/icon'
import type { ReactNode } from 'react'

import { LookLink } from '../parts/listed-value.tsx'
import classes from './reward-return.module.css'

/** `waits`: the server does not answer; the till tells it as soon as it does. `listed`: it did not arrive, and does not by itself. */
export type RewardReturnState = 'on_its_way' | 'waits' | 'back' | 'listed'

const goals: Readonly<Record<RewardReturnState, IconName>> = {
  on_its_way: 'person',
  waits: 'person',
  back: 'check',
  listed: 'warning',
}

interface RewardReturnProps {
  readonly state: RewardReturnState
  /** The amount, or the benefit by its name. */
  readonly value: string
  readonly title: string
  readonly words: string
  /** What the customer can spend again; null: not heard. */
  readonly balance: string | null
}

export function RewardReturn({ state, value, title, words, balance }: RewardReturnProps): ReactNode {
  return (
    <section className={classes.reward} data-state={state} aria-label={title}>
      <div className={classes.way} aria-hidden="true">
        <span className={classes.end}>
          <Icon name="receipt" size={1.5} />
        </span>
        <span className={classes.line}>
          <span className={classes.coin} />
        </span>
        <span className={classes.end} data-goal>
          <Icon name={goals[state]} size={1.5} />
        </span>
      </div>
      <p className={classes.amount}>
        <span className="figures">{value}</span>
      </p>
      <h2 className={classes.title}>{title}</h2>
      <p className={classes.words}>{words}</p>
      {state === 'listed' ? <LookLink /> : null}
      {balance === null ? null : <p className={classes.balance}>{balance}</p>}
    </section>
  )
}
