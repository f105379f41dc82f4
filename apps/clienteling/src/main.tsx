// Opens the page: words first, then the gate, then the screens.
import { ApprovalDesk } from '@tillside/kit/approval'
import { DeviceGate } from '@tillside/kit/device-gate'
import { openLanguage } from '@tillside/kit/i18n'
import { openPageSession } from '@tillside/kit/page-session'
import { KitProvider } from '@tillside/kit/provider'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'

import { standInForStorage } from './portal/storage.ts'
import { router } from './router.tsx'

standInForStorage(window)
const page = openPageSession('clienteling')
await openLanguage({
  en: () => import('../locales/en.json'),
  de: () => import('../locales/de.json'),
  ja: () => import('../locales/ja.json'),
})

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')
createRoot(root).render(
  <KitProvider>
    <DeviceGate page={page}>
      <ApprovalDesk>
        <RouterProvider router={router} />
      </ApprovalDesk>
    </DeviceGate>
  </KitProvider>,
)
