/** What steps mean: what would never happen, happen at the wrong moment, or not render. */
import type { Step } from '../domain/campaign/campaign.ts'
import { STALE_AFTER_MS } from '../kernel/limits.ts'
import type { Problem } from '../kernel/problem.ts'
import { pathOf } from './problems.ts'

/** Null when a Liquid template can be read, else what is wrong with it and where. The renderer has one. */
export type CheckTemplate = (template: string) => string | null

/** Everything that is wrong with the steps of one path that stand at `at` in the file. */
export const stepsProblems = (at: string, steps: readonly Step[], checkTemplate: CheckTemplate): readonly Problem[] => {
  if (!steps.some(isSend)) return [{ path: at, problem: 'send nothing', hint: SENDS_NOTHING_HINT }]
  return steps.flatMap((step, index) => {
    if (step.type === 'wait') return index === steps.length - 1 ? [waitsForNothing(pathOf(at, index, 'wait'))] : []
    const before = steps[index - 1]
    const crowded = before !== undefined && isSend(before) ? [sameMoment(pathOf(at, index))] : []
    const texts = [
      ...templateProblems(pathOf(at, index, 'send.subject'), step.content.subject, checkTemplate),
      ...templateProblems(pathOf(at, index, 'send.text'), step.content.text, checkTemplate),
    ]
    return [...crowded, ...texts]
  })
}

/** The shortest time between two mails of any of these paths; null where none sends two. */
export const shortestPauseMs = (paths: readonly (readonly Step[])[]): number | null => {
  const pauses = paths.flatMap(pausesOf)
  return pauses.length === 0 ? null : Math.min(...pauses)
}

/** Shorter than the shortest pause, so that catching up after a standstill never sends two mails at once. */
export const defaultStaleAfterMs = (paths: readonly (readonly Step[])[]): number => {
  const pauseMs = shortestPauseMs(paths)
  return pauseMs === null ? STALE_AFTER_MS : Math.min(STALE_AFTER_MS, Math.floor(pauseMs / 2))
}

const SENDS_NOTHING_HINT = 'Add a "send". To leave some people alone for comparison, set "holdoutBps" in the experiment.'

const isSend = (step: Step): boolean => step.type === 'send'

const pausesOf = (steps: readonly Step[]): readonly number[] => {
  const pauses: number[] = []
  let sinceSendMs: number | null = null
  for (const step of steps) {
    if (step.type === 'wait') {
      if (sinceSendMs !== null) sinceSendMs += step.durationMs
      continue
    }
    if (sinceSendMs !== null) pauses.push(sinceSendMs)
    sinceSendMs = 0
  }
  return pauses
}

const waitsForNothing = (path: string): Problem => ({
  path,
  problem: 'waits for nothing: no mail comes after it',
  hint: 'Take it out, or add a "send" after it. The window of the goal has its own length.',
})

const sameMoment = (path: string): Problem => ({
  path,
  problem: 'is sent at the same moment as the mail before it',
  hint: 'Put a { "wait": "3d" } between them, or make one mail of the two.',
})

const templateProblems = (path: string, template: string, checkTemplate: CheckTemplate): readonly Problem[] => {
  const problem = checkTemplate(template)
  if (problem === null) return []
  return [{ path, problem, hint: 'Texts are Liquid templates: Hello {{ customer.traits.firstName | default: "there" }}!' }]
}
