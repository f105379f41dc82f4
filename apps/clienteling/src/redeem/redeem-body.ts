// What every redemption says of where it was made: the location, and in `meta` who, at which till, and from where it was opened. The
// POS finds it again by this, and the ledger explains itself.
import { usePortal } from '../portal/portal.tsx'
import { useLocationId } from '../portal/store.ts'
import { redeemedBy } from '../redemptions/place.ts'

interface RedeemPlace {
  readonly location_id: number | null
  readonly meta: Readonly<Record<string, string>>
}

export function useRedeemBody(): () => RedeemPlace {
  const { staff, launch, device } = usePortal()
  const locationId = useLocationId()
  return () => ({
    location_id: locationId,
    meta: {
      source: redeemedBy,
      device: device.name,
      staff_id: launch.staffId ?? staff.number,
      signed_in: staff.number,
      ...(launch.terminalId === null ? {} : { terminal: launch.terminalId }),
      ...(launch.storeId === null ? {} : { store: launch.storeId }),
    },
  })
}
