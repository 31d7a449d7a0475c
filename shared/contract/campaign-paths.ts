/** From steps as they are written, lists within lists, to the flat ones that journeys walk along. */
import type { Milestone, Path, Step, StepBody } from '../domain/campaign/campaign.ts'
import type { Condition } from '../domain/conditions/condition.ts'
import { bps } from '../kernel/words.ts'
import type { Asked } from './asking.ts'
import type { WrittenChecklist } from './campaign-checklist.ts'
import type { WrittenMail } from './campaign-mail.ts'
import type { Written, WrittenStep, WrittenSteps } from './campaign-steps-file.ts'
import type { NamedMail } from './compiled/mails.ts'

/** What a mail is told by in a path. */
export type ReadMail = (mail: WrittenMail) => NamedMail

/** The path of a list of steps. */
export const pathOfSteps = (steps: WrittenSteps, read: ReadMail): Path<NamedMail> => {
  const flat = layOut(steps, 0, countOf(steps), read)
  return { steps: flat, milestones: [], onComplete: null }
}

/**
 * The path of a checklist: waits from one nudge to the next, each followed by its mail for whoever has that milestone open, and a last
 * wait to the end. What follows when all are done stands behind them: only who completes comes there.
 */
export const pathOfChecklist = (file: WrittenChecklist, read: ReadMail): Path<NamedMail> => {
  const milestones = file.milestones.map(({ name, event, where }): Milestone => ({ name, event, where: where?.condition ?? null }))
  const nudging = nudgesOf(file)
  const complete = file.complete ?? []
  const begin = countOf(nudging)
  const end = begin + countOf(complete)
  return {
    steps: [...layOut(nudging, 0, end, read), ...layOut(complete, begin, end, read)],
    milestones,
    onComplete: complete.length === 0 ? end : begin,
  }
}

/** The nudges of a checklist as steps, in order of time. */
export const nudgesOf = ({ milestones, within }: Pick<WrittenChecklist, 'milestones' | 'within'>): WrittenSteps => {
  const nudges = milestones.flatMap(({ nudge, ...milestone }) => (nudge === undefined ? [] : [{ ...nudge, milestone }]))
  const steps: WrittenStep[] = []
  let at = 0
  for (const { after, send, milestone } of nudges.toSorted((a, b) => a.after - b.after)) {
    if (after > at) steps.push(waitOf(after - at))
    at = after
    const mail: WrittenStep = { id: null, does: { type: 'send', mail: send } }
    steps.push({ id: null, does: { type: 'branch', ways: [{ when: isOpen(milestone.event, milestone.where), steps: [mail] }] } })
  }
  if (within > at) steps.push(waitOf(within - at))
  return steps
}

const waitOf = (ms: number): WrittenStep => ({ id: null, does: { type: 'wait', until: { by: 'duration', ms } } })

/** What was done before the entry counts, too. */
const isOpen = (event: string, where: Asked | undefined): Condition => ({
  kind: 'did',
  operator: '$didNot',
  expected: where === undefined ? { event } : { event, where: where.json },
  did: { event, atLeast: 0, atMost: 0, reach: { since: 'ever' }, where: where?.condition ?? null, sums: [] },
})

/** How many flat steps a list becomes. */
export const countOf = (steps: WrittenSteps): number =>
  steps.reduce((sum, { does }) => sum + 1 + listsIn(does).reduce((all, list) => all + countOf(list), 0), 0)

/** The lists of steps within one, in the order in which they are written. */
export const listsIn = (does: Written): readonly WrittenSteps[] => {
  switch (does.type) {
    case 'wait-for':
      return [does.then, does.timeout]
    case 'branch':
      return does.ways.map(({ steps }) => steps)
    case 'split':
      return does.variants.map(({ steps }) => steps)
    default:
      return []
  }
}

/** Lays a list out from index `begin` on; where it ends it goes on at `join`. */
const layOut = (steps: WrittenSteps, begin: number, join: number, read: ReadMail): readonly Step<NamedMail>[] => {
  const flat: Step<NamedMail>[] = []
  for (const [index, { id, does }] of steps.entries()) {
    const here = begin + flat.length
    const lists = listsIn(does)
    const begins: number[] = []
    let end = here + 1
    for (const list of lists) {
      begins.push(end)
      end += countOf(list)
    }
    const after = index === steps.length - 1 ? join : end
    /** Where each list within begins; an empty one goes on after the step at once. */
    const to = lists.map((list, at) => (list.length === 0 ? after : (begins[at] as number)))
    flat.push({ ...bodyOf(does, to, read), id, next: nextOf(does, to, after) })
    for (const [at, list] of lists.entries()) flat.push(...layOut(list, begins[at] as number, after, read))
  }
  return flat
}

const bodyOf = (does: Written, to: readonly number[], read: ReadMail): StepBody<NamedMail> => {
  switch (does.type) {
    case 'send':
      return { type: 'send', content: read(does.mail) }
    case 'wait-for': {
      const { then: _, timeout: __, ...wait } = does
      return { ...wait, then: to[0] as number }
    }
    case 'branch':
      return { type: 'branch', ways: does.ways.flatMap(({ when }, index) => (when === null ? [] : [{ when, to: to[index] as number }])) }
    case 'split':
      return {
        type: 'split',
        name: does.name,
        ways: does.variants.map(({ name, shareBps }, index) => ({ name, shareBps: bps(shareBps), to: to[index] as number })),
      }
    default:
      return does
  }
}

/** What comes after a step where nothing within it says otherwise. */
const nextOf = (does: Written, to: readonly number[], after: number): number => {
  if (does.type === 'wait-for') return to[1] as number
  if (does.type !== 'branch') return after
  const otherwise = does.ways.findIndex(({ when }) => when === null)
  return otherwise < 0 ? after : (to[otherwise] as number)
}
