// What every screen of either app stands in: the theme, the words, the regions that are read out, the queries.
import '@fontsource-variable/inter/wght.css'
import './mantine.css'
import 'virtual:mantine-variables.css'
import './theme.css'

import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, StrictMode, useState } from 'react'

import { LiveRegions } from './live.tsx'
import { ShortcutKeys } from './shortcut-keys.tsx'
import { theme } from './theme.ts'

/** Read again when somebody comes back to it after this; a balance that a cashier reads out is always asked for anew. */
const staleMs = 15_000

/** Goes around everything; `openLanguage` has been awaited by then. */
export function KitProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [queries] = useState(
    () =>
      new QueryClient({
        // The client of the library repeats by itself what is safe to repeat, and knows when the server asks for a rest.
        defaultOptions: { queries: { retry: false, staleTime: staleMs, networkMode: 'always' } },
      }),
  )
  return (
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
        <QueryClientProvider client={queries}>
          <LiveRegions>
            <ShortcutKeys>{children}</ShortcutKeys>
          </LiveRegions>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>
  )
}
