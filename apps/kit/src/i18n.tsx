// The words of the screens. Each language is a file of the kit and a file of the app, fetched when it is chosen: English is
// no more built in than Japanese. The choice is kept on the device.
import i18next, { type TFunction } from 'i18next'
import { useSyncExternalStore } from 'react'

export const languages = ['en', 'de', 'ja'] as const
export type Language = (typeof languages)[number]

/** Each language by its own name, as whoever looks for it would read it. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch', ja: '日本語' }

type Words = { readonly [key: string]: string | Words }

/** The app's own files: `{ en: () => import('../locales/en.json'), … }`. */
export type LanguageFiles = Readonly<Record<Language, () => Promise<{ readonly default: Words }>>>

const kitFiles: LanguageFiles = {
  en: () => import('../locales/en.json'),
  de: () => import('../locales/de.json'),
  ja: () => import('../locales/ja.json'),
}

const shelfName = 'tillside.language'
const i18n = i18next.createInstance()
let appFiles: LanguageFiles | undefined

const isLanguage = (text: string | null | undefined): text is Language => languages.some((known) => known === text)

/** The one that was chosen here, else the first of the browser's that we speak, else English. */
function firstLanguage(): Language {
  const kept = localStorage.getItem(shelfName)
  if (isLanguage(kept)) return kept
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en'
}

async function load(language: Language): Promise<void> {
  if (appFiles === undefined) throw new Error('openLanguage comes first')
  const [kit, app] = await Promise.all([kitFiles[language](), appFiles[language]()])
  i18n.addResourceBundle(language, 'words', { kit: kit.default, ...app.default })
}

/** Call once, before the first screen is shown. */
export async function openLanguage(files: LanguageFiles): Promise<void> {
  appFiles = files
  const language = firstLanguage()
  await i18n.init({
    lng: language,
    ns: ['words'],
    defaultNS: 'words',
    resources: {},
    // React escapes what it shows.
    interpolation: { escapeValue: false },
  })
  await chooseLanguage(language)
}

/** Fetches the language's words, then shows everything in them, and keeps the choice. */
export async function chooseLanguage(language: Language): Promise<void> {
  await load(language)
  await i18n.changeLanguage(language)
  document.documentElement.lang = language
  localStorage.setItem(shelfName, language)
}

const onChange = (listener: () => void): (() => void) => {
  i18n.on('languageChanged', listener)
  return () => i18n.off('languageChanged', listener)
}

/** The language of now; a component that asks is drawn again when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(onChange, () => i18n.language as Language)
}

/** One for each language, so that a component notices the change. */
const texts = new Map<string, TFunction>()

function textNow(): TFunction {
  const text = texts.get(i18n.language) ?? i18n.getFixedT(i18n.language)
  texts.set(i18n.language, text)
  return text
}

/** `const t = useText()`, then `t('kit.sign_in.title')`: the words of the kit begin with `kit.`, the app's own do not. */
export const useText = (): TFunction => useSyncExternalStore(onChange, textNow)
