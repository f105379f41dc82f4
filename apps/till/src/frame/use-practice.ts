// Into practice and out of it. Both end on the sell screen: what another screen shows belongs to the other till.
import { useText } from '@tillside/kit/i18n'
import { useNavigate } from '@tanstack/react-router'

import { useNotice } from './notices.tsx'
import { tillHost } from './till-host.ts'
import { useTillPart } from './till.tsx'
import { usePermitted } from './use-permitted.ts'

interface Practice {
  readonly isOn: boolean
  readonly begin: () => Promise<void>
  readonly end: () => Promise<void>
}

export function usePractice(): Practice {
  const t = useText()
  const navigate = useNavigate()
  const notify = useNotice()
  const permit = usePermitted()
  const isOn = useTillPart((snapshot) => snapshot.isTraining)
  const state = useTillPart(({ sale }) => sale?.state)
  return {
    isOn,
    begin: async () => {
      // A payment under way is no moment to practise in.
      if (state === 'paying' || state === 'redeeming') return notify({ tone: 'bad', words: t('training.not_now') })
      if (!(await permit('training'))) return
      await navigate({ to: '/' })
      await tillHost.startPractice()
    },
    end: async () => {
      await navigate({ to: '/' })
      await tillHost.endPractice()
    },
  }
}
