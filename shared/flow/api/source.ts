import { isDeepStrictEqual } from 'node:util'
import { withoutPins } from '../../contract/diff.ts'
import type { Json } from '../../kernel/json.ts'
import type { ConsoleStores } from './context.ts'

/** The newest version of a campaign as it was written, or as formatted JSON where that is not kept; null: there is no such campaign. */
export const sourceOf = async (
  { definitions, written }: Pick<ConsoleStores, 'definitions' | 'written'>,
  id: string,
): Promise<{ readonly text: string; readonly version: number } | null> => {
  const own = (await definitions.all()).filter((one) => one.kind === 'campaign' && one.id === id).toSorted((a, b) => b.version - a.version)
  const [newest] = own
  if (newest === undefined) return null
  const said = withoutPins(newest.source)
  // A roll-back, and another version of a template, say once more what an older file said.
  for (const one of own) {
    const text = isDeepStrictEqual(withoutPins(one.source), said) ? await written.find(one) : null
    if (text !== null) return { text, version: newest.version }
  }
  return { text: formatted(said), version: newest.version }
}

const formatted = (source: Json): string => `${JSON.stringify(source, null, 2)}\n`
