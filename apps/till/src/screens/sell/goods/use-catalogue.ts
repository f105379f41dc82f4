import { useSyncExternalStore } from 'react'

import type { Catalogue } from '../../../catalogue/catalogue.ts'
import { useTill } from '../../../frame/till.tsx'

/** The catalogue; whoever asks is drawn again when what is sold has changed. */
export function useCatalogue(): Catalogue {
  const { catalogue } = useTill()
  useSyncExternalStore(
    (listener) => catalogue.subscribe(listener),
    () => catalogue.departments,
  )
  return catalogue
}
