// Scans with the camera of the device, for a till without a scanner. What decodes is fetched when it is asked for.
import { Dialog } from '@tillside/kit/dialog'
import { useText } from '@tillside/kit/i18n'
import { Note } from '@tillside/kit/note'
import { playSound } from '@tillside/kit/sounds'
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react'

import { useScanned } from '../../frame/use-heard-scans.ts'
import classes from './camera-dialog.module.css'

const boxId = 'camera-view'
const imagesPerSecond = 10

export function CameraDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useText()
  const scanned = useScanned()
  const [isMissing, setMissing] = useState(false)
  const take = useEffectEvent((text: string) => {
    onClose()
    void scanned(text)
  })
  useEffect(() => {
    const end = watch(
      (text) => take(text),
      () => {
        playSound('bad')
        setMissing(true)
      },
    )
    return end
  }, [])
  return (
    <Dialog title={t('settings.camera')} isOpen onClose={onClose}>
      <div className={classes.camera}>
        {isMissing ? (
          <Note kind="attention" icon="warning" title={t('settings.camera_missing')}>
            <p>{t('settings.camera_missing_words')}</p>
          </Note>
        ) : (
          <p className={classes.hint}>{t('settings.camera_hint')}</p>
        )}
        <div id={boxId} className={classes.view} hidden={isMissing} />
      </div>
    </Dialog>
  )
}

/** Looks until one code was read, or what it returns is called. */
function watch(onRead: (text: string) => void, onMissing: () => void): () => void {
  let isOver = false
  let stop: (() => Promise<void>) | null = null
  const begin = async (): Promise<void> => {
    const { Html5Qrcode } = await import('html5-qrcode')
    if (isOver) return
    const camera = new Html5Qrcode(boxId)
    const read = (text: string): void => {
      if (isOver) return
      isOver = true
      onRead(text)
    }
    await camera.start({ facingMode: 'environment' }, { fps: imagesPerSecond }, read, undefined)
    stop = () => camera.stop()
    if (isOver) await stop()
  }
  begin().catch(() => {
    if (!isOver) onMissing()
  })
  return () => {
    isOver = true
    void stop?.().catch(() => undefined)
  }
}
