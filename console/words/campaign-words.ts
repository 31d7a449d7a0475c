/** Words that only the pages of one campaign need: fetched with the first of them, in the language that is read. */
import { use, useMemo } from 'react'
import type { Formats, Language } from './formats.ts'
import { useReader } from './reader.tsx'
import type { OneCampaignWords } from './words.ts'

type Dictionary = (format: Formats) => OneCampaignWords

/** Until they are there, what stands around the page says that it is on its way. */
export const useCampaignWords = (): OneCampaignWords => {
  const { language, format } = useReader()
  const dictionary = use(fetched(language))
  return useMemo(() => dictionary(format), [dictionary, format])
}

const fetching = new Map<Language, Promise<Dictionary>>()

const fetched = (language: Language): Promise<Dictionary> => {
  const known = fetching.get(language)
  if (known !== undefined) return known
  const asked = load(language)
  fetching.set(language, asked)
  // What could not be fetched is asked for anew by whoever comes next.
  asked.catch(() => fetching.delete(language))
  return asked
}

const load = async (language: Language): Promise<Dictionary> =>
  language === 'zh' ? (await import('./zh/campaign.ts')).zhCampaignWords : (await import('./en/campaign.ts')).enCampaignWords
