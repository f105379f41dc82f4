// `2 March`, as the reader's language writes a day without its year.
import { useLanguage } from '@tillside/kit/i18n'

/** A leap year: the 29th of February is a birthday too. */
const anyLeapYear = 2024

export function useDayAndMonth(): (birthday: { readonly day: number; readonly month: number }) => string {
  const language = useLanguage()
  // The day comes first in the English of most of the world.
  const locale = language === 'en' ? 'en-AU' : language
  const formatter = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone: 'UTC' })
  return ({ day, month }) => formatter.format(Date.UTC(anyLeapYear, month - 1, day))
}
