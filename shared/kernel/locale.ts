/** Languages as BCP 47 names them: which of those that are there somebody reads best, and in which direction. */

/** Whether a tag can name a language. */
export const isLocale = (tag: string): boolean => read(tag) !== null

/** The one of `written` nearest to what was wanted: the same tag, the same language and script, the same language; else the usual one. */
export const nearestLocale = (wanted: string | null, written: Iterable<string>, usual: string): string => {
  const asked = wanted === null ? null : read(wanted)
  if (asked === null) return usual
  const { language, script } = asked.maximize()
  const offered = [...written].flatMap((tag) => {
    const locale = read(tag)
    return locale === null || locale.language !== language ? [] : [{ tag, locale, full: locale.maximize() }]
  })
  const found =
    offered.find(({ locale }) => locale.toString() === asked.toString()) ??
    offered.find(({ full, locale }) => full.script === script && locale.region === undefined) ??
    offered.find(({ full }) => full.script === script) ??
    offered.find(({ locale }) => locale.toString() === language) ??
    offered[0]
  return found?.tag ?? usual
}

/** How a language is written. */
export const directionOf = (tag: string): 'ltr' | 'rtl' => (RIGHT_TO_LEFT.has(read(tag)?.maximize().script ?? '') ? 'rtl' : 'ltr')

const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['Adlm', 'Arab', 'Hebr', 'Mand', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa'])

/** Underscores are what many systems write. */
const read = (tag: string): Intl.Locale | null => {
  try {
    return new Intl.Locale(tag.replaceAll('_', '-'))
  } catch {
    return null
  }
}
