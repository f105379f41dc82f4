// What the customer sees on a screen of their own, told by the till's window beside it. Of themselves a first name, no more.
import { Brand } from '@tillside/kit/brand'
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { type ReactNode, useEffect, useState } from 'react'

import { watchTill } from '../../customer-display/channel.ts'
import type { DisplayView } from '../../customer-display/display.ts'
import classes from './customer-window.module.css'

/** Kept by the gate of the till's own window. */
function keptDeviceId(): string | null {
  const text = localStorage.getItem('tillside.till.device')
  return text === null ? null : (JSON.parse(text) as { readonly id: string }).id
}

export function CustomerWindow(): ReactNode {
  const t = useText()
  const [deviceId] = useState(keptDeviceId)
  const [view, setView] = useState<DisplayView | null>(null)
  useEffect(() => {
    document.title = t('display.title')
  }, [t])
  useEffect(() => (deviceId === null ? undefined : watchTill(deviceId, setView)), [deviceId])
  return (
    <main className={classes.window} data-practice={view?.isTraining === true}>
      {view === null ? <Waiting isPaired={deviceId !== null} /> : <Shown view={view} />}
    </main>
  )
}

function Waiting({ isPaired }: { readonly isPaired: boolean }): ReactNode {
  const t = useText()
  return (
    <div className={classes.middle}>
      <Brand size="large" />
      <h1 className={classes.hello}>{t('display.no_till')}</h1>
      <p className={classes.sub}>{t(isPaired ? 'display.no_till_words' : 'display.not_paired')}</p>
    </div>
  )
}

function Shown({ view }: { readonly view: DisplayView }): ReactNode {
  const t = useText()
  return (
    <>
      {view.isTraining ? <p className={classes.practice}>{t('training.title')}</p> : null}
      {view.phase === 'welcome' ? (
        <div className={classes.middle}>
          <h1 className={classes.hello}>{t('display.welcome', { shop: view.shopName })}</h1>
          <p className={classes.sub}>{t('display.welcome_words')}</p>
        </div>
      ) : view.phase === 'thanks' ? (
        <Thanks view={view} />
      ) : (
        <Sale view={view} />
      )}
    </>
  )
}

function Thanks({ view }: { readonly view: DisplayView }): ReactNode {
  const t = useText()
  const format = useFormat()
  const { firstName, points, changeMinor, currency } = view
  return (
    <div className={classes.middle}>
      <h1 className={classes.hello}>
        {firstName === null ? t('display.thanks') : t('display.thanks_name', { name: firstName })}
      </h1>
      {changeMinor > 0 ? (
        <p className={`${classes.sub} figures`}>
          {t('display.change', { amount: format.money(changeMinor, currency) })}
        </p>
      ) : null}
      {points !== null && points > 0 ? (
        <p className={`${classes.sub} figures`}>{t('display.earned', { points: format.points(points / 1000) })}</p>
      ) : null}
    </div>
  )
}

/** The line that came last; it is a new element each time. */
function bringIntoSight(line: HTMLLIElement | null): void {
  line?.scrollIntoView({ block: 'nearest' })
}

function Sale({ view }: { readonly view: DisplayView }): ReactNode {
  const t = useText()
  const format = useFormat()
  const money = (minor: number): string => format.money(minor, view.currency)
  return (
    <div className={classes.sale}>
      <h1 className={classes.name}>
        {view.firstName === null ? view.shopName : t('display.hello', { name: view.firstName })}
      </h1>
      {/* Scrolls by itself; a keyboard, where the customer's screen has one, reaches it too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={classes.lines} tabIndex={0} role="group" aria-label={t('display.lines')}>
        <ul>
          {view.lines.map((line, index) => (
            <li
              key={`${index} ${line.name}`}
              ref={index === view.lines.length - 1 ? bringIntoSight : null}
              className={classes.line}
            >
              <span className={classes.what}>
                {line.quantity === 1 ? '' : <span className="figures">{line.quantity} × </span>}
                {line.name}
              </span>
              <span className="figures">{money(line.totalMinor)}</span>
            </li>
          ))}
        </ul>
      </div>
      <Sums view={view} money={money} />
    </div>
  )
}

interface SumsProps {
  readonly view: DisplayView
  readonly money: (minor: number) => string
}

function Sums({ view: { rewardMinor, leftMinor, points, totalMinor }, money }: SumsProps): ReactNode {
  const t = useText()
  const format = useFormat()
  return (
    <dl className={classes.sums} aria-live="polite">
      {rewardMinor > 0 ? (
        <>
          <div className={classes.sum}>
            <dt>{t('display.total')}</dt>
            <dd className="figures">{money(totalMinor)}</dd>
          </div>
          <div className={classes.sum} data-good>
            <dt>{t('display.reward')}</dt>
            <dd className="figures">−{money(rewardMinor)}</dd>
          </div>
        </>
      ) : null}
      <div className={classes.due}>
        <dt>{t(leftMinor < 0 ? 'display.you_get' : 'display.to_pay')}</dt>
        <dd className="figures">{money(Math.abs(leftMinor))}</dd>
      </div>
      {points !== null && points > 0 ? (
        <div className={classes.sum}>
          <dt>{t('display.points')}</dt>
          <dd className="figures">{format.points(points / 1000)}</dd>
        </div>
      ) : null}
    </dl>
  )
}
