// Phone numbers as people type them. Kept in E.164, so that one number is found under every spelling.
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max'

import type { ProfileColumns } from './row.ts'

/**
 * The text of a number as a plain keyboard writes it: figures of full width, dashes of print and of Japanese, and marks that
 * address books put around a number and nobody sees.
 */
export const plainNumber = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/[\p{Pd}\u2212\u30FC]/gu, '-')
    .trim()

/** Figures with whatever is written between them are one number, or a part of one; `plain` as `plainNumber` makes it. */
export const isNumber = (plain: string): boolean => /^[\d\s()+./-]*\d[\d\s()+./-]*$/.test(plain)

function read(text: string, region: string): string | null {
  const phone = parsePhoneNumberFromString(text, { defaultCountry: region as CountryCode, extract: false })
  return phone?.isValid() === true && phone.ext === undefined ? phone.number : null
}

/** The number in E.164, or null when nobody can have it. Without a country code it is one of the region's. */
export function readPhone(typed: string, region: string): string | null {
  const plain = plainNumber(typed)
  // Most of the world dials 00 where others write +, and address books travel.
  return read(plain, region) ?? (plain.startsWith('00') ? read(`+${plain.slice(2)}`, region) : null)
}

/** What is wrong with a number that nobody can have. */
export const noPhone = (field: string, region: string): { field: string; words: string } => ({
  field,
  words: `The ${field} field must be a phone number that there can be, of ${region} or with its country code: +61400000321.`,
})

type MobileColumns = Pick<
  ProfileColumns,
  'mobile_phone' | 'mobile_phone_country' | 'mobile_phone_national' | 'mobile_phone_national_prefix'
>

export const noMobile: MobileColumns = {
  mobile_phone: null,
  mobile_phone_country: null,
  mobile_phone_national: null,
  mobile_phone_national_prefix: null,
}

/** A mobile number with what is derived from it, or null when nobody can have it. */
export function readMobile(typed: string, region: string): MobileColumns | null {
  const e164 = readPhone(typed, region)
  const phone = e164 === null ? undefined : parsePhoneNumberFromString(e164)
  if (!phone) return null
  return {
    mobile_phone: phone.number,
    mobile_phone_country: Number(phone.countryCallingCode),
    mobile_phone_national: phone.nationalNumber,
    // As it is dialled inside the country: `0404…` in Australia.
    mobile_phone_national_prefix: phone.formatNational().replaceAll(/\D/g, ''),
  }
}
