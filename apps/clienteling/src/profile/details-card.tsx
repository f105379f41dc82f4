// What else the profile says: what the member wants to hear of, cards, birthday, and what the shop itself keeps.
import { useText } from '@tillside/kit/i18n'
import type { ReactNode } from 'react'

import { attributesOf, birthdayOf, cardsOf, channels, optInOf } from '../member/glance.ts'
import type { Member } from '../member/types.ts'
import { Card } from '../portal/card.tsx'
import { useDayAndMonth } from './day-and-month.ts'
import classes from './details-card.module.css'

export function DetailsCard({ member }: { readonly member: Member }): ReactNode {
  const t = useText()
  const dayAndMonth = useDayAndMonth()
  const birthday = birthdayOf(member)
  const attributes = attributesOf(member)
  return (
    <Card title={t('details.title')}>
      <div className={classes.groups}>
        <div>
          <h3 className={classes.heading}>{t('details.offers')}</h3>
          <dl className={classes.facts}>
            {channels.map((channel) => {
              const answer = optInOf(member.attributes.comms, channel)
              return (
                <div key={channel}>
                  <dt>{t(`channel.${channel}`)}</dt>
                  <dd data-answer={answer}>{t(`opt_in.${answer}`)}</dd>
                </div>
              )
            })}
          </dl>
        </div>
        <div>
          <h3 className={classes.heading}>{t('details.more')}</h3>
          <dl className={classes.facts}>
            {cardsOf(member).map(({ handle, ending }) => (
              <div key={`${handle} ${ending}`}>
                <dt>{handle}</dt>
                <dd className="figures">…{ending}</dd>
              </div>
            ))}
            <div>
              <dt>{t('field.birthday')}</dt>
              <dd>{birthday ? dayAndMonth(birthday) : t('details.unknown')}</dd>
            </div>
            {member.preferred_location ? (
              <div>
                <dt>{t('details.preferred_store')}</dt>
                <dd>{member.preferred_location.name}</dd>
              </div>
            ) : null}
            {attributes.map(({ name, value }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      </div>
    </Card>
  )
}
