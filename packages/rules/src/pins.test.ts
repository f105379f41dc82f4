import { expect, test } from 'vitest'

import { pinFault } from './pins.ts'

test('a PIN has four to twelve digits and nothing else', () => {
  for (const pin of ['7391', '83920175', '839201756402']) expect(pinFault(pin, [])).toBeNull()
  for (const pin of ['', '739', '8392017564021', '73 91', '7391 ', '٧٣٩١', '73.1', '-7391'])
    expect(pinFault(pin, [])).toBe('length')
})

test('what anybody would try first is refused: runs, repetitions, and the person’s own number', () => {
  for (const pin of ['1234', '4321', '7890', '0987', '56789', '0000', '1212', '123123', '77777777'])
    expect(pinFault(pin, [])).toBe('weak')
  expect(pinFault('2207', ['2207'])).toBe('weak')
  expect(pinFault('2207', ['2208'])).toBeNull()
  expect(pinFault('1213', [])).toBeNull()
})
