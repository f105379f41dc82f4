import { useText } from '@tillside/kit/i18n'
import { useAnnounce } from '@tillside/kit/live'
import { playSound } from '@tillside/kit/sounds'

import type { CatalogueVariant } from '../../../catalogue/variant.ts'
import { useNotice } from '../../../frame/notices.tsx'
import { useRefusalWords } from '../../../frame/refusals.ts'
import { useTill } from '../../../frame/till.tsx'

/** Puts one into the basket, and says so. */
export function useAddGoods(): (variant: CatalogueVariant) => Promise<void> {
  const till = useTill()
  const t = useText()
  const announce = useAnnounce()
  const notify = useNotice()
  const say = useRefusalWords()
  return async (variant) => {
    const added = await till.selling.add(variant)
    if (added.ok) return announce(t('scan.added', { name: variant.title }))
    playSound('bad')
    notify({ tone: 'bad', words: say(added.refusal) })
  }
}
