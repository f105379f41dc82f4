// What the shop sells: by words, by department, on tiles. All of it is kept on the till, so it is there without the server.
import { Empty } from '@tillside/kit/empty'
import { useText } from '@tillside/kit/i18n'
import { useShortcut } from '@tillside/kit/shortcuts'
import { SkeletonTiles } from '@tillside/kit/skeletons'
import { type ReactNode, useDeferredValue, useRef, useState } from 'react'

import type { CatalogueVariant } from '../../../catalogue/variant.ts'
import { CameraDialog } from '../../../frame/camera/camera-dialog.tsx'
import { useTillPart } from '../../../frame/till.tsx'
import { useCatalogue } from './use-catalogue.ts'
import { useAddGoods } from './use-add-goods.ts'
import { Departments } from './departments.tsx'
import { GoodsSearch } from './goods-search.tsx'
import { Tile } from './tile.tsx'
import classes from './goods-panel.module.css'

const skeletonTiles = 12

export function GoodsPanel({ onSearch }: { readonly onSearch: () => void }): ReactNode {
  const t = useText()
  const catalogue = useCatalogue()
  const add = useAddGoods()
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [department, setDepartment] = useState<string | null>(null)
  const [isCameraOn, setCameraOn] = useState(false)
  const wanted = useDeferredValue(text)
  const canChange = useTillPart(({ sale }) => sale === null || sale.canChange)
  useShortcut('F2', t('sell.find_goods'), () => {
    onSearch()
    // On a phone the field is only there once its part is shown.
    setTimeout(() => field.current?.focus())
  })
  const found = catalogue.search(wanted, department)
  const choose = (variant: CatalogueVariant): void => void add(variant)
  return (
    <>
      <div className={classes.head}>
        <GoodsSearch
          ref={field}
          text={text}
          onText={setText}
          onEnter={() => {
            const first = catalogue.findByCode(text.trim()) ?? catalogue.search(text, department)[0]
            if (first === undefined || text.trim() === '') return
            choose(first)
            setText('')
          }}
          onCamera={() => setCameraOn(true)}
        />
        <Departments departments={catalogue.departments} chosen={department} onChoose={setDepartment} />
      </div>
      <div className={classes.body}>
        <Found found={found} text={wanted} size={catalogue.size} canChange={canChange} onChoose={choose} />
      </div>
      {isCameraOn ? <CameraDialog onClose={() => setCameraOn(false)} /> : null}
    </>
  )
}

interface FoundProps {
  readonly found: readonly CatalogueVariant[]
  readonly text: string
  /** How much there is in all. */
  readonly size: number
  readonly canChange: boolean
  readonly onChoose: (variant: CatalogueVariant) => void
}

function Found({ found, text, size, canChange, onChoose }: FoundProps): ReactNode {
  const t = useText()
  const isAway = useTillPart(({ queue }) => queue.isServerAway)
  if (size === 0) {
    return isAway ? (
      <Empty icon="cloud_off" title={t('sell.catalogue_missing')} hint={t('sell.catalogue_missing_words')} />
    ) : (
      <SkeletonTiles count={skeletonTiles} />
    )
  }
  if (found.length === 0)
    return <Empty icon="search" title={t('sell.nothing_found', { text })} hint={t('sell.nothing_found_words')} />
  return (
    <ul className={classes.tiles} aria-label={t('sell.goods')}>
      {found.map((variant) => (
        <li key={variant.variantId}>
          <Tile variant={variant} isDisabled={!canChange} onChoose={onChoose} />
        </li>
      ))}
    </ul>
  )
}
