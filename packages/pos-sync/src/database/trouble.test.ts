// What is said of an error of a POS database, without the values of a customer.
import { expect, test } from 'vitest'

import { reasonOf } from './trouble.ts'

test.each([
  [`Duplicate entry 'sean.o'brien@example.com' for key 'email'`, "Duplicate entry … for key 'email'"],
  [
    `Incorrect date value: 'born\nin may' for column 'birth_date' at row 1`,
    "Incorrect date value: … for column 'birth_date' at row 1",
  ],
  [`invalid input syntax for type integer: "4 "or" 5"`, 'invalid input syntax for type integer: …'],
  [`value "Brien\nSean" is out of range for type integer`, 'value … is out of range for type integer'],
])('nothing of a value is left, whatever it holds: %s', (message, said) => {
  expect(reasonOf({ message })).toBe(said)
})
