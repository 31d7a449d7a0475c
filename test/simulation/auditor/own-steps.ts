/** The steps of a file laid out one after the other, worked out a second time: each where it is written, what is within it right behind it. */
import type { Json, JsonObject } from '../../../shared/kernel/json.ts'
import type { CampaignFile } from '../world/definitions.ts'

/** `next`: what comes after it where nothing within says otherwise; `lists`: where each list within begins. Past the last one: the end. */
export type OwnStep = {
  readonly name: string | null
  readonly verb: string
  readonly says: Json
  readonly next: number
  readonly lists: readonly number[]
}
export type OwnMilestone = { readonly name: string; readonly event: string; readonly where?: JsonObject }

/** `onComplete`: where it goes on once nothing is left to be done; null: there is no checklist. */
export type OwnPath = {
  readonly steps: readonly OwnStep[]
  readonly milestones: readonly OwnMilestone[]
  readonly onComplete: number | null
}

type Checklist = {
  readonly milestones: readonly (OwnMilestone & { readonly nudge?: { readonly after: string; readonly send: JsonObject } })[]
  readonly within: string
  readonly complete?: readonly JsonObject[]
}
type Written = { readonly steps?: readonly JsonObject[]; readonly checklist?: Checklist }

const known = new WeakMap<CampaignFile, Map<string, OwnPath>>()

/** What the people of one variant go through. */
export const pathIn = (file: CampaignFile, variant: string): OwnPath => {
  const paths = known.get(file) ?? new Map<string, OwnPath>()
  known.set(file, paths)
  const path = paths.get(variant) ?? readPath(file, variant)
  paths.set(variant, path)
  return path
}

const readPath = (file: CampaignFile, variant: string): OwnPath => {
  const { variants = [] } = (file.experiment ?? {}) as { readonly variants?: readonly (Written & { readonly name: string })[] }
  const own = variants.find(({ name }) => name === variant)
  const written: Written = own?.steps !== undefined || own?.checklist !== undefined ? own : (file as Written)
  if (written.checklist === undefined) return { steps: laidOut([written.steps ?? []]), milestones: [], onComplete: null }
  const { milestones, complete = [] } = written.checklist
  const nudges = nudgesOf(written.checklist)
  const steps = laidOut([nudges, complete])
  return { steps, milestones, onComplete: steps.length - laidOut([complete]).length }
}

/** Lists that do not lead into each other, in a row. */
const laidOut = (lists: readonly (readonly JsonObject[])[]): readonly OwnStep[] => {
  type Draft = Omit<OwnStep, 'next' | 'lists'> & { readonly then: () => number; readonly within: (() => number)[] }
  const flat: Draft[] = []
  const lay = (list: readonly JsonObject[], after: () => number): (() => number) => {
    const begins: number[] = []
    for (const [index, step] of list.entries()) {
      begins.push(flat.length)
      const then = (): number => begins[index + 1] ?? after()
      const [verb, says] = Object.entries(step).find(([name]) => name !== 'id') as [string, Json]
      const draft: Draft = { name: typeof step.id === 'string' ? step.id : null, verb, says, then, within: [] }
      flat.push(draft)
      for (const inner of listsWithin(verb, says)) draft.within.push(lay(inner, then))
    }
    return () => begins[0] ?? after()
  }
  for (const list of lists) lay(list, () => flat.length)
  return flat.map(({ then, within, ...step }) => ({ ...step, next: then(), lists: within.map((begins) => begins()) }))
}

type Lists = readonly (readonly JsonObject[])[]
export type Way = { readonly if?: JsonObject; readonly then?: readonly JsonObject[]; readonly else?: readonly JsonObject[] }
export type Variant = { readonly name: string; readonly shareBps: number; readonly steps: readonly JsonObject[] }
export type EventWait = {
  readonly for: { readonly event: string; readonly where?: JsonObject; readonly sameKey?: boolean }
  readonly atMost: string
  readonly then?: readonly JsonObject[]
  readonly timeout?: readonly JsonObject[]
}

const listsWithin = (verb: string, says: Json): Lists => {
  if (verb === 'branch') return (says as unknown as readonly Way[]).map((way) => way.then ?? way.else ?? [])
  if (verb === 'split') return (says as unknown as { readonly variants: readonly Variant[] }).variants.map(({ steps }) => steps)
  const wait = eventWaitIn(verb, says)
  return wait === null ? [] : [wait.then ?? [], wait.timeout ?? []]
}

/** A wait for an event; null: it is another step. */
export const eventWaitIn = (verb: string, says: Json): EventWait | null =>
  verb === 'wait' && typeof says === 'object' && says !== null && 'for' in says ? (says as unknown as EventWait) : null

/** Waits between nudges, in order of time; each nudge for whoever has not done it. */
const nudgesOf = ({ milestones, within }: Checklist): readonly JsonObject[] => {
  const steps: JsonObject[] = []
  let at = 0
  const until = (ms: number): void => {
    if (ms > at) steps.push({ wait: `${ms - at}ms` })
    at = ms
  }
  const nudged = milestones.flatMap(({ nudge, event, where }) => (nudge === undefined ? [] : [{ ...nudge, event, where }]))
  for (const { after, send, event, where } of nudged.sort((a, b) => msOf(a.after) - msOf(b.after))) {
    until(msOf(after))
    steps.push({ branch: [{ if: { $didNot: where === undefined ? { event } : { event, where } }, then: [{ send }] }] })
  }
  until(msOf(within))
  return steps
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A duration as files write it. */
export const msOf = (text: string): number => {
  const [, count, unit = ''] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? []
  const ms = Number(count) * (UNITS[unit] ?? Number.NaN)
  if (Number.isNaN(ms)) throw new Error(`${text} is no duration`)
  return ms
}
