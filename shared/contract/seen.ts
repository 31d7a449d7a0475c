/** What a definition asks about, against what was really seen: slips of the keyboard, and questions most customers have no answer to. */
import type { Problem } from '../kernel/problem.ts'
import type { Ask } from './campaign-asks.ts'
import { nearest } from './did-you-mean.ts'
import { shown } from './problems.ts'

/** What customers have and did, as a bounded look at them shows it. */
export type Seen = {
  /** How many were looked at. */
  readonly customers: number
  /** How many of them have each trait. */
  readonly traits: ReadonlyMap<string, number>
  /** Names of events, and their properties as far as they were looked at: null where none was. */
  readonly events: ReadonlyMap<string, ReadonlySet<string> | null>
}

/** Known although nobody has seen it: what campaigns themselves make. */
export type Made = { readonly traits: ReadonlySet<string>; readonly events: ReadonlySet<string> }

/** Nothing is said where too few were looked at to tell. */
export const seenWarnings = (asks: readonly Ask[], seen: Seen, made: Made): readonly Problem[] =>
  seen.customers < CUSTOMERS_MIN ? [] : asks.flatMap((ask) => warningOf(ask, seen, made) ?? [])

/** Fewer customers say nothing about the others. */
const CUSTOMERS_MIN = 10
/** Below this share of those looked at, most people lack it. */
const MOST = 0.5

const warningOf = (ask: Ask, seen: Seen, made: Made): Problem | null => {
  switch (ask.about) {
    case 'event':
      return made.events.has(ask.event) ? null : eventWarning(ask.path, ask.event, seen)
    case 'property':
      return propertyWarning(ask, seen)
    case 'attribute':
      return attributeWarning(ask, seen, made)
    case 'segment':
      return null
  }
}

const eventWarning = (path: string, event: string, { events, customers }: Seen): Problem | null => {
  if (events.has(event)) return null
  const meant = nearest(event, [...events.keys()])
  return {
    path,
    problem: `is ${shown(event)}, which none of ${customers} customers ever did`,
    hint: meant === null ? 'Is it published under this name, capitals included?' : `Did you mean ${shown(meant)}?`,
  }
}

const propertyWarning = ({ path, event, property }: Extract<Ask, { readonly about: 'property' }>, { events }: Seen): Problem | null => {
  const known = events.get(event)
  if (known === undefined || known === null || known.size === 0 || known.has(property)) return null
  const meant = nearest(property, [...known])
  return {
    path,
    problem: `asks about ${shown(property)}, which no ${shown(event)} was seen to have`,
    hint: meant === null ? `They have ${[...known].slice(0, 10).join(', ')}.` : `Did you mean ${shown(meant)}?`,
  }
}

const attributeWarning = (
  { path, name, compared }: Extract<Ask, { readonly about: 'attribute' }>,
  seen: Seen,
  made: Made,
): Problem | null => {
  const [root = '', field = '', ...rest] = name.split('.')
  if (root === 'events') return rest.length === 0 ? null : eventWarning(path, name.split('.').slice(1, -1).join('.'), seen)
  if (root !== 'traits' || field === '' || made.traits.has(field)) return null
  const have = seen.traits.get(field) ?? 0
  if (have === 0) {
    const meant = nearest(field, [...seen.traits.keys()])
    const hint = meant === null ? 'Is it published under this name?' : `Did you mean "traits.${meant}"?`
    return { path, problem: `asks about "traits.${field}", which none of ${seen.customers} customers has`, hint }
  }
  if (!compared || have >= MOST * seen.customers) return null
  return {
    path,
    problem: `compares "traits.${field}", and only ${have} of ${seen.customers} customers have it`,
    hint: 'Whoever lacks it fails the comparison. If that is what you mean, say it: { "$exists": true, … }.',
  }
}
