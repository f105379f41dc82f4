// The receipt on paper: by the browser on 80 mm, or as bytes for a receipt printer, straight to it where the browser can, else as a
// file.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import { type ReactNode, useState } from 'react'

import type { ReceiptView } from '../../receipts/view.ts'
import { Notice } from '../parts/notice.tsx'
import { Panel } from '../parts/panel.tsx'
import { useReceiptRows } from './paper.tsx'
import classes from './receipt-screen.module.css'
import { saveFile } from './save-file.ts'
import { sendToPrinter } from './serial-printer.ts'

type Printed = 'saved' | 'sent' | 'printer_failed' | 'printer_letters'

export function PrintPanel({ view }: { readonly view: ReceiptView }): ReactNode {
  const t = useText()
  const rows = useReceiptRows(view)
  const [printed, setPrinted] = useState<Printed | null>(null)
  const [isBusy, setBusy] = useState(false)
  const print = (): void => window.print()
  useShortcut('F4', t('receipt.print'), print)
  const withBytes = async (give: (bytes: Uint8Array) => Promise<Printed | null>): Promise<void> => {
    setBusy(true)
    setPrinted(null)
    try {
      const { escPosBytes, isPrintable } = await import('../../receipts/escpos.ts')
      setPrinted(isPrintable(rows) ? await give(escPosBytes(rows)) : 'printer_letters')
    } catch {
      setPrinted('printer_failed')
    } finally {
      setBusy(false)
    }
  }
  const send = async (bytes: Uint8Array): Promise<Printed | null> => {
    return (await sendToPrinter(bytes)) ? 'sent' : null
  }
  const save = (bytes: Uint8Array): Promise<Printed> => {
    saveFile(`${view.receiptRef}.escpos`, bytes)
    return Promise.resolve('saved')
  }
  return (
    <Panel title={t('receipt.on_paper')}>
      <div className={classes.keys}>
        <Button size="lg" variant="default" rightSection={<Shortcut keys="F4" />} onClick={print}>
          {t('receipt.print')}
        </Button>
        {'serial' in navigator ? (
          <Button size="lg" variant="default" disabled={isBusy} onClick={() => void withBytes(send)}>
            {t('receipt.send')}
          </Button>
        ) : null}
        <Button size="lg" variant="default" disabled={isBusy} onClick={() => void withBytes(save)}>
          {t('receipt.save')}
        </Button>
      </div>
      {printed === null ? null : (
        <Notice tone={printed.startsWith('printer_') ? 'bad' : 'good'}>{t(`receipt.${printed}`)}</Notice>
      )}
    </Panel>
  )
}
