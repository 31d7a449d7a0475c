/** Words that only some pages need: fetched with the first of them, in the language that is read. */
import { use, useMemo } from 'react'
import type { Formats, Language } from './formats.ts'
import { useReader } from './reader.tsx'

type Dictionary<Words> = (format: Formats) => Words

/** Until they are there, what stands around the page says that it is on its way. `load` fetches the words of a language. */
export const wordsOnDemand = <Words>(load: (language: Language) => Promise<Dictionary<Words>>): (() => Words) => {
  const fetching = new Map<Language, Promise<Dictionary<Words>>>()
  const fetched = (language: Language): Promise<Dictionary<Words>> => {
    const known = fetching.get(language)
    if (known !== undefined) return known
    const asked = load(language)
    fetching.set(language, asked)
    // What could not be fetched is asked for anew by whoever comes next.
    asked.catch(() => fetching.delete(language))
    return asked
  }
  const useFetched = (): Words => {
    const { language, format } = useReader()
    const dictionary = use(fetched(language))
    return useMemo(() => dictionary(format), [dictionary, format])
  }
  return useFetched
}
