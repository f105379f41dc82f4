// What this device is set to, for everybody who uses it: language, colours, sound.
import { SegmentedControl, Switch, useMantineColorScheme } from '@mantine/core'
import { type ReactNode, useState } from 'react'

import { Dialog } from './dialog.tsx'
import { chooseLanguage, languageNames, languages, useLanguage, useText } from './i18n.tsx'
import { Icon } from './icon.tsx'
import { IconButton } from './icon-button.tsx'
import classes from './preferences.module.css'
import { playSound, useSoundSwitch } from './sounds.tsx'

/** A button that opens them. */
export function PreferencesButton(): ReactNode {
  const t = useText()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <IconButton label={t('kit.preferences.title')} onClick={() => setOpen(true)}>
        <Icon name="settings" size={1.5} />
      </IconButton>
      <Dialog title={t('kit.preferences.title')} isOpen={isOpen} onClose={() => setOpen(false)} size="small">
        <Preferences />
      </Dialog>
    </>
  )
}

/** The same inside a screen. */
export function Preferences(): ReactNode {
  const t = useText()
  const language = useLanguage()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [isSoundOn, switchSound] = useSoundSwitch()
  return (
    <div className={classes.preferences}>
      <Choice label={t('kit.preferences.language')}>
        <SegmentedControl
          fullWidth
          aria-label={t('kit.preferences.language')}
          value={language}
          data={languages.map((value) => ({ value, label: languageNames[value] }))}
          onChange={(value) => void chooseLanguage(value)}
        />
      </Choice>
      <Choice label={t('kit.preferences.scheme')}>
        <SegmentedControl
          fullWidth
          aria-label={t('kit.preferences.scheme')}
          value={colorScheme}
          data={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: t(`kit.preferences.${value}`) }))}
          onChange={setColorScheme}
        />
      </Choice>
      <Switch
        label={t('kit.preferences.sound')}
        description={t('kit.preferences.sound_hint')}
        checked={isSoundOn}
        onChange={({ currentTarget }) => {
          switchSound(currentTarget.checked)
          playSound('good')
        }}
      />
    </div>
  )
}

function Choice({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <p className={classes.label}>{label}</p>
      {children}
    </div>
  )
}
