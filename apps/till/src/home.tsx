// The first screen: where this device stands and who is here.
import { AppFrame } from '@tillside/kit/app-frame'
import { useDevice } from '@tillside/kit/device-context'
import { Empty } from '@tillside/kit/empty'
import { useText } from '@tillside/kit/i18n'
import { StaffMenu } from '@tillside/kit/staff-menu'
import type { ReactNode } from 'react'

export function Home(): ReactNode {
  const t = useText()
  const { device, staff } = useDevice()
  return (
    <AppFrame place={device.location?.name ?? device.name} actions={<StaffMenu />}>
      <h1 className="only-heard">{device.name}</h1>
      <Empty icon="scan" title={t('home.ready')} hint={t('home.signed_in', { name: staff.full_name })} />
    </AppFrame>
  )
}
