// Drawings of 24 by 24, in the colour of the text that they stand beside. They say nothing to a screen reader: the words do.
import type { ReactNode } from 'react'

import classes from './icon.module.css'

const paths = {
  back: 'M15 5l-7 7 7 7',
  badge:
    'M6 7h12v14H6zM9.5 3h5v4h-5zM12 11.2a1.9 1.9 0 1 1 0 3.8 1.9 1.9 0 0 1 0-3.8M9 18.5c.5-1.3 1.6-2 3-2s2.5.7 3 2',
  backspace: 'M8.5 5H21v14H8.5L3 12zM12 9.5l5 5m0-5l-5 5',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  close: 'M6 6l12 12M18 6L6 18',
  cloud_off: 'M4 4l16 16M8 7.3A6 6 0 0 1 17.6 10 4.2 4.2 0 0 1 19 18M16 18H7a4.3 4.3 0 0 1-.8-8.5',
  gift: 'M4 9h16v4H4zM6 13v7h12v-7M12 9v11M12 9C9 9 7.5 7.8 7.5 6.2S9 4 10 5s2 4 2 4 1-3 2-4 2.5-.4 2.5 1.200S15 9 12 9',
  keyboard: 'M3 7h18v10H3zM7 10.500h.01M10.5 10.500h.01M14 10.500h.01M17 10.500h.01M8 14h8',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.700l1-1',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  person: 'M12 4.500a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7M5 20c.7-3.6 3.5-5.5 7-5.500s6.3 1.9 7 5.5',
  plus: 'M12 5v14M5 12h14',
  receipt:
    'M6 3v18l2-1.5 2 1.5 2-1.5 2 1.5 2-1.5 2 1.500V3l-2 1.500L14 3l-2 1.500L10 3 8 4.500zM9.5 9.500h5M9.5 13.500h5',
  scan: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M8 9v6M11 9v6M14 9v6M16.5 9v6',
  search: 'M10.5 4.500a6 6 0 1 1 0 12 6 6 0 0 1 0-12M15 15l5 5',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4',
  sign_out: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  warning: 'M12 4l9 16H3zM12 10v4M12 17h.01',
  give_back: 'M9 5l-5 5 5 5M4 10h10.5a4.75 4.75 0 0 1 0 9.5H11',
  pause: 'M9 6v12M15 6v12',
  practice: 'M12 5l9 4-9 4-9-4zM7 11v4.5c1.5 1.3 3.2 2 5 2s3.5-.7 5-2V11',
  queue: 'M5 7h14M5 12h14M5 17h8',
  screen: 'M4 5h16v11H4zM9 20h6M12 16v4',
} as const

export type IconName = keyof typeof paths

/** `size` in em: 1.25 beside text, more where it stands alone. */
export function Icon({ name, size = 1.25 }: { readonly name: IconName; readonly size?: number }): ReactNode {
  return (
    <svg
      className={classes.icon}
      viewBox="0 0 24 24"
      aria-hidden="true"
      style={{ width: `${size}em`, height: `${size}em` }}
    >
      <path d={paths[name]} />
    </svg>
  )
}
