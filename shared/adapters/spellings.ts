/** How a name stands in the text of a quarantined entry, by which an entry about somebody is found: what could not be read names nobody. */

/** Names of so many characters hardly stand in a text by chance; a shorter one counts only where it is a whole one. */
const TELLING_LENGTH = 8

/** In the body of an entry, which is JSON and holds the text, which is JSON, too; in small letters. */
export const spellingsOf = (name: string): readonly string[] => {
  const inner = JSON.stringify(name)
  const spellings = [JSON.stringify(inner).slice(1, -1)]
  if (name.length >= TELLING_LENGTH) spellings.push(inner.slice(1, -1), JSON.stringify(inner.slice(1, -1)).slice(1, -1))
  return spellings.map(inSmallLetters)
}

/** The letters of ASCII alone, as SQLite does it. */
export const inSmallLetters = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
