// What every no of the till means for whoever stands there, and what became of the customer's value.
import { useText } from '@tillside/kit/i18n'
import type { Refusal } from '@tillside/rules/outcome'

/** `say(refusal)`: one or two sentences. A code that has none of its own says that nothing was changed, and its code. */
export function useRefusalWords(): (refusal: Pick<Refusal, 'code'>) => string {
  const t = useText()
  return ({ code }) => t([`frame.refusal.${code}`, 'frame.refusal.other'], { code })
}
