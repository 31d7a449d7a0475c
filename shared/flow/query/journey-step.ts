import type { StepSays, StepView, UntilView, WayView } from '../../contract/api-journey.ts'
import { viewOfCondition } from '../../contract/condition-view.ts'
import type { Step, Until } from '../../domain/campaign/campaign.ts'
import type { Path } from '../../domain/conditions/path.ts'

/** What counters say of one step; `taken`: which way. */
export type StepNumbers = { readonly now: number; readonly through: number; readonly taken: ReadonlyMap<string, number> }

/** One step with its numbers, as a plain value. */
export const stepView = (step: Step, index: number, { now, through, taken }: StepNumbers): StepView => ({
  index,
  id: step.id,
  next: step.next,
  now,
  through,
  ways: waysOf(step, (way) => taken.get(way) ?? 0),
  says: saysOf(step),
})

/** Named as facts name them: see `chose` and `waited`. */
const waysOf = (step: Step, taken: (way: string) => number): readonly WayView[] => {
  switch (step.type) {
    case 'branch':
      return [
        ...step.ways.map(({ when, to }, way): WayView => ({ way: 'when', when: viewOfCondition(when), to, taken: taken(String(way)) })),
        { way: 'else', to: step.next, taken: taken('else') },
      ]
    case 'split':
      return step.ways.map(({ name, shareBps, to }) => ({ way: 'variant', name, shareBps, to, taken: taken(name) }))
    case 'wait-for':
      return [
        { way: 'came', to: step.then, taken: taken('event') },
        { way: 'not-in-time', to: step.next, taken: taken('time') },
      ]
    default:
      return []
  }
}

const saysOf = (step: Step): StepSays => {
  switch (step.type) {
    case 'send': {
      const { template, written, defaultLocale } = step.content
      return { verb: step.type, template, subject: written.get(defaultLocale)?.subject ?? '', locales: [...written.keys()] }
    }
    case 'wait':
      return { verb: step.type, until: untilView(step.until) }
    case 'wait-for': {
      const { type, event, where, sameKey, atMostMs } = step
      return { verb: type, event, where: where === null ? null : viewOfCondition(where), sameKey, atMostMs }
    }
    case 'branch':
      return { verb: step.type }
    case 'split':
      return { verb: step.type, name: step.name }
    case 'update':
      return { verb: step.type, set: step.set, add: step.add }
    case 'emit':
      return { verb: step.type, event: step.event, properties: step.properties, include: step.include.map(dotted) }
    case 'task': {
      const { type, title, note, dueMs, assignee, include } = step
      return { verb: type, title, note, dueMs, assignee, include: include.map(dotted) }
    }
    case 'webhook':
      return { verb: step.type, url: step.url, body: step.body, include: step.include.map(dotted) }
    case 'exit':
      return { verb: step.type, why: step.why }
  }
}

const untilView = (until: Until): UntilView => {
  switch (until.by) {
    case 'duration':
      return until
    case 'local-time':
      return { by: until.by, days: until.days === null ? null : [...until.days].toSorted((a, b) => a - b), at: until.at }
    case 'date':
      return { ...until, path: dotted(until.path) }
  }
}

const dotted = (path: Path): string => path.join('.')
