// Opens the page: who is here is asked while words are fetched, then come the gate and the screens. The customer's window is a
// page of its own: nobody signs in where the customer looks.
import { ApprovalDesk } from '@tillside/kit/approval'
import { DeviceGate } from '@tillside/kit/device-gate'
import { openLanguage } from '@tillside/kit/i18n'
import { openPageSession } from '@tillside/kit/page-session'
import { KitProvider } from '@tillside/kit/provider'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { createRoot } from 'react-dom/client'

import { tillHost } from './frame/till-host.ts'
import { router } from './router.tsx'
import { isBadge } from './scan/route.ts'

const CustomerWindow = lazy(async () => {
  const { CustomerWindow: component } = await import('./screens/display/customer-window.tsx')
  return { default: component }
})

const page = location.pathname === '/till/customer' ? null : openPageSession('till')
if (page !== null) tillHost.follow(page.session)

await openLanguage({
  en: () => import('../locales/en.json'),
  de: () => import('../locales/de.json'),
  ja: () => import('../locales/ja.json'),
})

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')
createRoot(root).render(
  <KitProvider>
    {page === null ? (
      <Suspense fallback={null}>
        <CustomerWindow />
      </Suspense>
    ) : (
      <DeviceGate page={page} isBadge={isBadge}>
        <ApprovalDesk isBadge={isBadge}>
          <RouterProvider router={router} />
        </ApprovalDesk>
      </DeviceGate>
    )}
  </KitProvider>,
)
