// Sales that were set aside: whose they are, what is in them, and the way back.
import { Button } from '@mantine/core'
import { Empty } from '@tillside/kit/empty'
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { instant } from '@tillside/rules/time'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import { useNotice } from '../../frame/notices.tsx'
import { useRefusalWords } from '../../frame/refusals.ts'
import { useMoney, useTill, useTillPart } from '../../frame/till.tsx'
import type { SetAsideView } from '../../runtime/snapshot.ts'
import { Screen } from '../parts/screen.tsx'
import classes from './parked-screen.module.css'

export function ParkedScreen(): ReactNode {
  const t = useText()
  const navigate = useNavigate()
  const { setAside } = useTillSetAside()
  const toSale = (): void => void navigate({ to: '/' })
  return (
    <Screen title={t('parked.title')} backLabel={t('frame.to_sale')} onBack={toSale} isNarrow>
      {setAside.length === 0 ? (
        <Empty
          icon="pause"
          title={t('parked.none')}
          hint={t('parked.none_words')}
          action={
            <Link to="/" className={classes.link}>
              {t('frame.to_sale')}
            </Link>
          }
        />
      ) : (
        <ul className={classes.sales}>
          {setAside.map((sale) => (
            <ParkedSale key={sale.receiptRef} sale={sale} />
          ))}
        </ul>
      )}
    </Screen>
  )
}

/** The list is made anew with every snapshot, and only a change of it is worth a drawing. */
function useTillSetAside(): { readonly setAside: readonly SetAsideView[] } {
  const till = useTill()
  useTillPart(({ setAside }) => JSON.stringify(setAside))
  return till.getSnapshot()
}

function ParkedSale({ sale }: { readonly sale: SetAsideView }): ReactNode {
  const t = useText()
  const till = useTill()
  const format = useFormat()
  const money = useMoney()
  const navigate = useNavigate()
  const notify = useNotice()
  const say = useRefusalWords()
  const zone = useTillPart(({ device }) => device.shop.timezone)
  const { receiptRef, openedAt, units, totalMinor, memberName } = sale
  const resume = async (): Promise<void> => {
    const resumed = await till.selling.resume(receiptRef)
    if (resumed.ok) await navigate({ to: '/' })
    else notify({ tone: 'bad', words: say(resumed.refusal) })
  }
  const name = memberName ?? t('parked.nobody')
  return (
    <li className={classes.sale}>
      <div className={classes.words}>
        <span className={classes.name}>{name}</span>
        <span className={classes.about}>
          {t('parked.about', { count: units, time: format.time(instant(openedAt), zone) })}
          <span className={`${classes.ref} figures`}>{receiptRef}</span>
        </span>
      </div>
      <span className={`${classes.total} figures`}>{money(totalMinor)}</span>
      <Button aria-label={t('parked.resume_it', { name, total: money(totalMinor) })} onClick={() => void resume()}>
        {t('parked.resume')}
      </Button>
    </li>
  )
}
