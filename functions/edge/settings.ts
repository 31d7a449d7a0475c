import type { Setting } from '../functions.ts'

/** What a function is told by its environment. Those it cannot do without are listed in functions.ts, and a test compares. */
export type Settings = {
  readonly need: (name: Setting) => string
  readonly maybe: (name: Setting) => string | null
}

/** A function without what it needs cannot start: its deployment is wrong. */
class MissingSetting extends Error {
  override name = 'MissingSetting'
}

/** Empty is not set: infrastructure writes every name it knows. */
export const settingsOf = (environment: Readonly<Record<string, string | undefined>>): Settings => {
  const maybe = (name: Setting): string | null => {
    const value = environment[name] ?? ''
    return value === '' ? null : value
  }
  const need = (name: Setting): string => {
    const value = maybe(name)
    if (value === null) throw new MissingSetting(`${name} is not set`)
    return value
  }
  return { need, maybe }
}
