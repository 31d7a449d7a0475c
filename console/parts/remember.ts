/** What this browser remembers of its reader: conveniences, never data. A browser that forbids it simply forgets. */
const PREFIX = 'rekindle.'

export const recall = (key: string): string | null => {
  try {
    return localStorage.getItem(PREFIX + key)
  } catch {
    return null
  }
}

export const remember = (key: string, value: string): void => {
  try {
    localStorage.setItem(PREFIX + key, value)
  } catch {
    // Private windows and full stores: the choice holds until the page closes.
  }
}
