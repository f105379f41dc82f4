// A reward on its way back: from the till to the customer, until it has arrived.
import { Icon } from '@tillside/kit/icon'
import type { ReactNode } from 'react'

import classes from './reward-return.module.css'

/** `waits`: the server does not answer; the till tells it as soon as it does. */
export type RewardReturnState = 'on_its_way' | 'waits' | 'back'

interface RewardReturnProps {
  readonly state: RewardReturnState
  readonly amount: string
  readonly title: string
  readonly words: string
  /** What the customer can spend again; null: not heard. */
  readonly balance: string | null
}

export function RewardReturn({ state, amount, title, words, balance }: RewardReturnProps): ReactNode {
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
          <Icon name={state === 'back' ? 'check' : 'person'} size={1.5} />
        </span>
      </div>
      <p className={classes.amount}>
        <span className="figures">{amount}</span>
      </p>
      <h2 className={classes.title}>{title}</h2>
      <p className={classes.words}>{words}</p>
      {balance === null ? null : <p className={classes.balance}>{balance}</p>}
    </section>
  )
}
