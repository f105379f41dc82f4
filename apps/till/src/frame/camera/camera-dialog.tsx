// Scans with the camera of the device, for a till without a scanner: one thing after the other, until it is closed.
import { Dialog } from '@tillside/kit/dialog'
import { useText } from '@tillside/kit/i18n'
import { Note } from '@tillside/kit/note'
import { playSound } from '@tillside/kit/sounds'
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react'

import { ScanStrip } from '../scan-strip.tsx'
import { useScanned } from '../use-heard-scans.ts'
import classes from './camera-dialog.module.css'
import { watchCamera } from './watch.ts'

const boxId = 'camera-view'

export function CameraDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useText()
  const scanned = useScanned()
  const [isMissing, setMissing] = useState(false)
  const take = useEffectEvent(async (text: string) => {
    const { kind } = await scanned(text)
    // Another screen goes on with these.
    if (kind === 'receipt' || kind === 'badge') onClose()
  })
  useEffect(() => {
    const onMissing = (): void => {
      playSound('bad')
      setMissing(true)
    }
    return watchCamera({ boxId, onRead: (text) => void take(text), onMissing })
  }, [])
  return (
    <Dialog title={t('camera.title')} isOpen onClose={onClose}>
      <div className={classes.camera}>
        {isMissing ? (
          <Note kind="attention" icon="warning" title={t('camera.missing')}>
            <p>{t('camera.missing_words')}</p>
          </Note>
        ) : (
          <>
            <p className={classes.hint}>{t('camera.hint')}</p>
            <ScanStrip />
          </>
        )}
        <div id={boxId} className={classes.view} hidden={isMissing} />
      </div>
    </Dialog>
  )
}
