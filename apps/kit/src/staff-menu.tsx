// Who is signed in, always in sight; behind it the settings of the device, and the way out.
import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'

import { useDevice } from './device-context.tsx'
import { Dialog } from './dialog.tsx'
import { useText } from './i18n.tsx'
import { Icon } from './icon.tsx'
import { Preferences } from './preferences.tsx'
import classes from './staff-menu.module.css'

export function StaffMenu(): ReactNode {
  const t = useText()
  const { staff, session } = useDevice()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button type="button" className={classes.button} onClick={() => setOpen(true)}>
        <Icon name="person" size={1.375} />
        <span className={classes.name}>{staff.full_name}</span>
      </button>
      <Dialog
        title={staff.full_name}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        size="small"
        footer={
          <Button
            variant="default"
            fullWidth
            leftSection={<Icon name="sign_out" />}
            onClick={() => void session.signOut()}
          >
            {t('kit.sign_in.out')}
          </Button>
        }
      >
        <p className={classes.role}>{t(`kit.role.${staff.role}`)}</p>
        <Preferences />
      </Dialog>
    </>
  )
}
