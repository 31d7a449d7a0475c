/** What steps mean: what would never happen, happen at the wrong moment, or not render. */
import type { MailContent, Step } from '../domain/campaign/campaign.ts'
import type { Delivery } from '../domain/messaging/delivery.ts'
import { STALE_AFTER_MS } from '../kernel/limits.ts'
import type { Problem } from '../kernel/problem.ts'
import { pathOf } from './problems.ts'
import { everyPartNames, somePartNames, unknownName } from './compiled-template.ts'

/** Null when a Liquid template can be read, else what is wrong with it and where. The renderer has one. */
export type CheckTemplate = (template: string) => string | null

/** Templates a campaign may name. */
export type Templates = {
  readonly names: readonly string[]
  /** That version of one; null for a version: the one that is being published with the campaign. */
  readonly find: (name: string, version: number | null) => MailContent | null
}

export const NO_TEMPLATES: Templates = { names: [], find: () => null }

/** What the words of a campaign are judged by. */
export type Judging = {
  readonly checkTemplate: CheckTemplate
  readonly templates: Templates
  readonly pins: Readonly<Record<string, number>>
  readonly purpose: Delivery['purpose']
  readonly hasCoupons: boolean
}

/** The template a mail names, as it was published for this campaign; other mails as they are. Null where there is none. */
export const contentOf = (content: MailContent, { templates, pins }: Pick<Judging, 'templates' | 'pins'>): MailContent | null =>
  content.template === null ? content : templates.find(content.template.name, pins[content.template.name] ?? null)

/** Everything that is wrong with the steps of one path that stand at `at` in the file. */
export const stepsProblems = (at: string, steps: readonly Step[], judging: Judging): readonly Problem[] => {
  if (!steps.some(isSend)) return [{ path: at, problem: 'send nothing', hint: SENDS_NOTHING_HINT }]
  return steps.flatMap((step, index) => {
    if (step.type === 'wait') return index === steps.length - 1 ? [waitsForNothing(pathOf(at, index, 'wait'))] : []
    const before = steps[index - 1]
    const crowded = before !== undefined && isSend(before) ? [sameMoment(pathOf(at, index))] : []
    return [...crowded, ...mailProblems(pathOf(at, index, 'send'), step.content, judging)]
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

const mailProblems = (at: string, said: MailContent, judging: Judging): readonly Problem[] => {
  const content = contentOf(said, judging)
  if (content === null) return [{ path: pathOf(at, 'template'), ...unknownName(said.template?.name ?? '', judging.templates.names) }]
  const texts = [...said.written.values()].flatMap(({ subject, text }) => [
    ...templateProblems(pathOf(at, 'subject'), subject, judging.checkTemplate),
    ...templateProblems(pathOf(at, 'text'), text ?? '', judging.checkTemplate),
  ])
  const path = said.template === null ? at : pathOf(at, 'template')
  const needed = judging.purpose === 'confirmation' ? 'links.confirm' : 'links.unsubscribe'
  // What a campaign says itself gets a foot with the way out.
  const isThere = (said.template === null && judging.purpose === 'marketing') || everyPartNames(content, needed)
  const noCoupon = !judging.hasCoupons && somePartNames(content, 'coupon')
  return [
    ...texts,
    ...(isThere ? [] : [{ path, problem: `has no {{ ${needed} }} in one of its parts`, hint: NEEDED_HINT[judging.purpose] }]),
    ...(noCoupon
      ? [{ path, problem: 'hands out a coupon, and the campaign has none', hint: 'Name the pool of codes: "couponPool": "…".' }]
      : []),
  ]
}

const NEEDED_HINT: Readonly<Record<Delivery['purpose'], string>> = {
  marketing:
    'Everybody can leave from every mail: link to {{ links.unsubscribe }} in the body and in the text, in each language, outside of any condition.',
  confirmation:
    'The mail asks people to confirm: link to {{ links.confirm }} in the body and in the text, in each language, outside of any condition.',
}

const templateProblems = (path: string, template: string, checkTemplate: CheckTemplate): readonly Problem[] => {
  const problem = checkTemplate(template)
  if (problem === null) return []
  return [{ path, problem, hint: 'Texts are Liquid templates: Hello {{ customer.traits.firstName | default: "there" }}!' }]
}
