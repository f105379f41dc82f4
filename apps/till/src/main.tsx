// Opens the page: words first, then the screens.
import { openLanguage } from '@tillside/kit/i18n'
import { KitProvider } from '@tillside/kit/provider'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'

import { router } from './router.tsx'

await openLanguage({
  en: () => import('../locales/en.json'),
  de: () => import('../locales/de.json'),
  ja: () => import('../locales/ja.json'),
})

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')
createRoot(root).render(
  <KitProvider>
    <RouterProvider router={router} />
  </KitProvider>,
)
