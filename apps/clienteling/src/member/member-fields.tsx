// The fields of a member, as they are filled in when somebody is enrolled or edited.
import { Checkbox, TextInput } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import type { ReactNode } from 'react'

import type { MemberForm, TextField } from './form.ts'
import { channels } from './glance.ts'
import classes from './member-fields.module.css'

interface MemberFieldsProps {
  readonly form: MemberForm
  readonly onChange: (form: MemberForm) => void
  /** What is wrong, by field, in words. */
  readonly problems: Partial<Record<TextField, string>>
  /** What is said of the address and the number, below them. */
  readonly warning?: ReactNode
  /** A person left the field. */
  readonly onLeave?: () => void
}

/** How each field is typed on a screen without keys, and what the browser may fill in: never this person's own data. */
const inputs: Readonly<Record<TextField, { readonly type?: 'email' | 'tel'; readonly inputMode?: 'numeric' }>> = {
  first_name: {},
  last_name: {},
  email: { type: 'email' },
  mobile_phone: { type: 'tel' },
  birth_day: { inputMode: 'numeric' },
  birth_month: { inputMode: 'numeric' },
  birth_year: { inputMode: 'numeric' },
}

export function MemberFields({ form, onChange, problems, warning, onLeave }: MemberFieldsProps): ReactNode {
  const t = useText()
  const field = (name: TextField): ReactNode => (
    <TextInput
      key={name}
      {...inputs[name]}
      name={name}
      label={t(`field.${name}`)}
      required={name === 'email'}
      withAsterisk={name === 'email'}
      value={form[name]}
      error={problems[name]}
      onChange={(event) => onChange({ ...form, [name]: event.currentTarget.value })}
      onBlur={onLeave}
      autoComplete="off"
    />
  )
  return (
    <div className={classes.fields}>
      <div className={classes.pair}>
        {field('first_name')}
        {field('last_name')}
      </div>
      <div className={classes.pair}>
        {field('email')}
        {field('mobile_phone')}
      </div>
      {warning}
      <fieldset className={classes.group}>
        <legend>{t('field.birthday')}</legend>
        <div className={classes.three}>
          {field('birth_day')}
          {field('birth_month')}
          {field('birth_year')}
        </div>
      </fieldset>
      <TextInput
        label={t('field.tags')}
        description={t('field.tags_hint')}
        value={form.tags}
        onChange={(event) => onChange({ ...form, tags: event.currentTarget.value })}
        autoComplete="off"
      />
      <fieldset className={classes.group}>
        <legend>{t('field.offers')}</legend>
        <div className={classes.checks}>
          {channels.map((channel) => (
            <Checkbox
              key={channel}
              label={t(`channel.${channel}`)}
              checked={form.optIns[channel] === true}
              onChange={(event) =>
                onChange({ ...form, optIns: { ...form.optIns, [channel]: event.currentTarget.checked } })
              }
            />
          ))}
        </div>
      </fieldset>
    </div>
  )
}
