/** The reader's language: chosen once, remembered, and fetched alone. */
import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react'
import { recall, remember } from '../parts/remember.ts'
import { type Formats, formatsOf, type Language, LOCALES } from './formats.ts'
import type { Words } from './words.ts'

type Dictionary = (format: Formats) => Words
export type Loaded = { readonly language: Language; readonly dictionary: Dictionary }

type Reader = {
  readonly words: Words
  readonly format: Formats
  readonly language: Language
  readonly choose: (language: Language) => void
}

const ReaderContext = createContext<Reader | null>(null)

/** Words, formats and the language itself, inside `ReaderProvider`. */
export const useReader = (): Reader => {
  const reader = use(ReaderContext)
  if (reader === null) throw new Error('useReader stands outside ReaderProvider')
  return reader
}

const KEY = 'language'

/** The language chosen before; else the first the browser asks for that we speak. */
export const preferredLanguage = (): Language => {
  const chosen = recall(KEY)
  if (chosen === 'en' || chosen === 'zh') return chosen
  const asked = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'en' || tag === 'zh')
  return asked === 'zh' ? 'zh' : 'en'
}

/** Only the language that is read is loaded. */
export const loadLanguage = async (language: Language): Promise<Loaded> => ({
  language,
  dictionary: language === 'zh' ? (await import('./zh/index.ts')).zhWords : (await import('./en/index.ts')).enWords,
})

export const ReaderProvider = ({ initial, children }: { readonly initial: Loaded; readonly children: ReactNode }): ReactNode => {
  const [{ language, dictionary }, setLoaded] = useState(initial)
  const choose = useCallback((chosen: Language) => {
    remember(KEY, chosen)
    loadLanguage(chosen)
      .then((loaded) => {
        setPageLanguage(chosen)
        setLoaded(loaded)
      })
      .catch(() => undefined)
  }, [])
  const reader = useMemo((): Reader => {
    const format = formatsOf(language, localeOf(language))
    return { words: dictionary(format), format, language, choose }
  }, [language, dictionary, choose])
  return <ReaderContext value={reader}>{children}</ReaderContext>
}

/** Screen readers choose their voice by it, browsers their glyphs. */
export const setPageLanguage = (language: Language): void => {
  document.documentElement.lang = LOCALES[language]
}

/** An English reader in New York writes dates otherwise than one in London; our Chinese is that of the mainland. */
const localeOf = (language: Language): string =>
  language === 'zh' ? LOCALES.zh : (navigator.languages.find((tag) => tag.startsWith('en-')) ?? LOCALES.en)
