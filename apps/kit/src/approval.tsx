// Something that the role of whoever is signed in does not reach: somebody who may allows it, once, with their own PIN or
// badge. `await ask('price_override')` answers whether it may be done.
import { useQuery } from '@tanstack/react-query'
import { mayDo, type Permission } from '@tillside/rules/roles'
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'

import { useDevice } from './device-context.tsx'
import { Dialog } from './dialog.tsx'
import classes from './approval.module.css'
import { useText } from './i18n.tsx'
import { StaffProof } from './staff-proof.tsx'

type Ask = (permission: Permission) => Promise<'allowed' | 'denied'>

const ApprovalContext = createContext<Ask | null>(null)

/** Whoever is signed in may do it already: `allowed` at once. Else the dialog opens, and closes with the answer. */
export function useApproval(): Ask {
  const ask = useContext(ApprovalContext)
  if (ask === null) throw new Error('useApproval needs an ApprovalDesk around it')
  return ask
}

interface Asked {
  readonly permission: Permission
  readonly answer: (answer: 'allowed' | 'denied') => void
}

interface ApprovalDeskProps {
  /** Scans that are no badge are left to the screen below. Left out: every scan is one. */
  readonly isBadge?: (scanned: string) => boolean
  readonly children: ReactNode
}

/** Goes around the screens behind the gate. */
export function ApprovalDesk({ isBadge, children }: ApprovalDeskProps): ReactNode {
  const { staff } = useDevice()
  const [asked, setAsked] = useState<Asked | null>(null)
  const ask = useCallback<Ask>(
    (permission) => {
      if (staff.permissions.includes(permission)) return Promise.resolve('allowed')
      return new Promise((resolve) => {
        setAsked({
          permission,
          answer: (answer) => {
            setAsked(null)
            resolve(answer)
          },
        })
      })
    },
    [staff],
  )
  return (
    <ApprovalContext value={ask}>
      {children}
      {asked === null ? null : <ApprovalDialog {...asked} {...(isBadge ? { isBadge } : {})} />}
    </ApprovalContext>
  )
}

function ApprovalDialog({ permission, answer, isBadge }: Asked & Pick<ApprovalDeskProps, 'isBadge'>): ReactNode {
  const t = useText()
  const { session } = useDevice()
  const staff = useQuery({ queryKey: ['device-staff', 'approval'], queryFn: () => session.listStaff(), staleTime: 0 })
  const people = staff.data?.filter(({ role }) => mayDo(role, permission))
  return (
    <Dialog title={t('kit.approval.title')} isOpen size="large" onClose={() => answer('denied')}>
      <p className={classes.what}>{t('kit.approval.what', { what: t(`kit.permission.${permission}`) })}</p>
      <StaffProof
        people={people ?? (staff.isError ? [] : undefined)}
        submitLabel={t('kit.approval.submit')}
        isBadge={isBadge}
        otherScans="left_below"
        onProof={async (proof) => {
          const result = await session.approve(permission, proof)
          if (result.ok) answer('allowed')
          return result
        }}
      />
    </Dialog>
  )
}
