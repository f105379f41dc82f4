// What goes onto paper, and nothing else of the page: it stands beside the screen, unseen until somebody prints.
import { type ReactNode, useEffect, useRef } from 'react'
import { createPortal } from 'react-dom'

import './print-sheet.css'

const marginMm = 4
/** Shorter paper would be taken for a page that lies on its side. */
const lengthMmMin = 90
const mmOfPixels = (pixels: number): number => (pixels * 25.4) / 96

export function PrintSheet({ children }: { readonly children: ReactNode }): ReactNode {
  const sheet = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const page = new CSSStyleSheet()
    document.adoptedStyleSheets.push(page)
    const fit = (): void => {
      if (sheet.current === null) return
      sheet.current.dataset['measured'] = ''
      const lengthMm = Math.ceil(mmOfPixels(sheet.current.scrollHeight)) + 2 * marginMm + 1
      delete sheet.current.dataset['measured']
      page.replaceSync(`@page { size: 80mm ${Math.max(lengthMm, lengthMmMin)}mm; margin: ${marginMm}mm }`)
    }
    window.addEventListener('beforeprint', fit)
    return () => {
      window.removeEventListener('beforeprint', fit)
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== page)
    }
  }, [])
  return createPortal(
    <div ref={sheet} className="print-sheet">
      {children}
    </div>,
    document.body,
  )
}
