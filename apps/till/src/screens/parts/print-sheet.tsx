// What goes onto paper, and nothing else of the page: it stands beside the screen, unseen until somebody prints.
import type { ReactNode } from 'react'
import { createPortal } from 'react-dom'

import './print-sheet.css'

export const PrintSheet = ({ children }: { readonly children: ReactNode }): ReactNode =>
  createPortal(<div className="print-sheet">{children}</div>, document.body)
