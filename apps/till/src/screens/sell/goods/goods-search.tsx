import { TextInput } from '@mantine/core'
import { Icon } from '@tillside/kit/icon'
import { IconButton } from '@tillside/kit/icon-button'
import { useText } from '@tillside/kit/i18n'
import { Shortcut } from '@tillside/kit/shortcuts'
import type { ReactNode, Ref } from 'react'

import classes from './goods-search.module.css'

interface GoodsSearchProps {
  readonly ref: Ref<HTMLInputElement>
  readonly text: string
  readonly onText: (text: string) => void
  /** Takes the first that is found. */
  readonly onEnter: () => void
  readonly onCamera: () => void
}

export function GoodsSearch({ ref, text, onText, onEnter, onCamera }: GoodsSearchProps): ReactNode {
  const t = useText()
  return (
    <TextInput
      ref={ref}
      type="search"
      aria-label={t('sell.find_goods')}
      placeholder={t('sell.find_goods_hint')}
      value={text}
      autoComplete="off"
      spellCheck={false}
      leftSection={<Icon name="search" />}
      rightSectionWidth="3.25rem"
      rightSection={
        text === '' ? (
          <>
            <span className={classes.keys}>
              <Shortcut keys="F2" />
            </span>
            <span className={classes.camera}>
              <IconButton label={t('camera.title')} onClick={onCamera}>
                <Icon name="scan" />
              </IconButton>
            </span>
          </>
        ) : (
          <IconButton label={t('sell.clear_search')} onClick={() => onText('')}>
            <Icon name="close" />
          </IconButton>
        )
      }
      onChange={(event) => onText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onEnter()
        if (event.key === 'Escape') onText('')
      }}
    />
  )
}
