import type { EditorNames } from '../../contract/api.ts'
import { isJsonObject } from '../../kernel/json.ts'
import type { Definition } from '../../ports/definitions.ts'
import { type Handlers, replied } from '../api/router.ts'
import type { Standing } from '../publishing/around.ts'
import type { AroundNow } from './around.ts'
import type { EditorContext } from './context.ts'

/** The names a text may name, so that nobody has to know them by heart. */
export const nameHandlers = ({ tools, around, now }: EditorContext): Pick<Handlers, 'GET /api/editor/names'> => ({
  'GET /api/editor/names': async () => replied(namesIn(await around((await tools()).checkTemplate, now()))),
})

const namesIn = ({ all, standing, seen }: AroundNow): EditorNames => ({
  templates: named(all, 'template'),
  segments: named(all, 'segment'),
  // What only one call of Segment's says (`$identify`) is no name somebody gave.
  events: sorted([...seen.events.keys()].filter((name) => !name.startsWith('$'))),
  attributes: sorted([...seen.traits.keys()].map((name) => `traits.${name}`)),
  topics: topicsIn(all, standing),
})

/** Those the policy lists; where it lists none a campaign may have any, and those of campaigns are told. */
const topicsIn = (all: readonly Definition[], { campaigns }: Standing): readonly string[] => {
  const source = all.findLast(({ kind }) => kind === 'policy')?.source ?? null
  const listed = isJsonObject(source) && isJsonObject(source.topics) ? Object.keys(source.topics) : []
  return sorted(listed.length > 0 ? listed : campaigns.map(({ topic }) => topic))
}

const named = (all: readonly Definition[], kind: Definition['kind']): readonly string[] =>
  sorted(all.filter((one) => one.kind === kind).map(({ id }) => id))

/** Each once. */
const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort()
