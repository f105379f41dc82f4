// The people who can sign in, as tiles for a finger.
import type { ReactNode } from 'react'

import type { StaffTile } from './device.tsx'
import { useText } from './i18n.tsx'
import { SkeletonTiles } from './skeletons.tsx'
import classes from './staff-tiles.module.css'

interface StaffTilesProps {
  readonly people: readonly StaffTile[] | undefined
  readonly chosenNumber: string | null
  readonly onChoose: (person: StaffTile) => void
}

/** Two letters at most, by the words of the name: the first and the last. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '')
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => Array.from(word ?? '')[0] ?? '')
  return letters.join('').toUpperCase()
}

export function StaffTiles({ people, chosenNumber, onChoose }: StaffTilesProps): ReactNode {
  const t = useText()
  if (people === undefined) return <SkeletonTiles count={6} />
  if (people.length === 0) return <p className={classes.nobody}>{t('kit.sign_in.nobody')}</p>
  return (
    <ul className={classes.tiles}>
      {people.map((person) => (
        <li key={person.id}>
          <button
            type="button"
            className={classes.tile}
            aria-pressed={person.number === chosenNumber}
            onClick={() => onChoose(person)}
          >
            <span className={classes.initials} aria-hidden="true">
              {initialsOf(person.full_name)}
            </span>
            <span className={classes.words}>
              <span className={classes.name}>{person.full_name}</span>
              <span className={classes.role}>{t(`kit.role.${person.role}`)}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
