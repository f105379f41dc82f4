// Opens the page: words first, then the gate, then the screens. The customer's window is a page of its own: nobody signs in
// where the customer looks.
import { ApprovalDesk } from '@tillside/kit/approval'
import { DeviceGate } from '@tillside/kit/device-gate'
import { openLanguage } from '@tillside/kit/i18n'
import { KitProvider } from '@tillside/kit/provider'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { createRoot } from 'react-dom/client'

import { router } from './router.tsx'
import { isBadge } from './scan/route.ts'

const CustomerWindow = lazy(async () => {
  const { CustomerWindow: component } = await import('./screens/display/customer-window.tsx')
  return { default: component }
})

await openLanguage({
  en: () => import('../locales/en.json'),
  de: () => import('../locales/de.json'),
  ja: () => import('../locales/ja.json'),
})

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')
createRoot(root).render(
  <KitProvider>
    {location.pathname === '/till/customer' ? (
      <Suspense fallback={null}>
        <CustomerWindow />
      </Suspense>
    ) : (
      <DeviceGate app="till">
        <ApprovalDesk isBadge={isBadge}>
          <RouterProvider router={router} />
        </ApprovalDesk>
      </DeviceGate>
    )}
  </KitProvider>,
)
