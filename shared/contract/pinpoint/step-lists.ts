/** Lists of steps as they are about to be written: how deep they are, and what in them is idle. */
import type { Json, JsonObject } from '../../kernel/json.ts'
import type { Teller } from './finding.ts'

/** Lists within each other. */
export const depthOf = (steps: readonly JsonObject[]): number =>
  1 + Math.max(0, ...steps.flatMap((step) => listsOf(step)).map((list) => (list.length === 0 ? 0 : depthOf(list))))

const listsOf = (step: JsonObject): readonly (readonly JsonObject[])[] => {
  const branch = (step.branch ?? []) as readonly JsonObject[]
  const split = ((step.split as JsonObject | undefined)?.variants ?? []) as readonly JsonObject[]
  return [...branch.map((way) => way.then ?? way.else), ...split.map(({ steps }) => steps)].map(
    (list) => (list ?? []) as readonly JsonObject[],
  )
}

const ACTS = ['send', 'update', 'emit', 'task', 'webhook']

/** Whether some step does something to somebody. */
export const acts = (steps: readonly JsonObject[]): boolean =>
  steps.some((step) => ACTS.some((verb) => Object.hasOwn(step, verb)) || listsOf(step).some(acts))

export type Trimmed = { readonly steps: readonly JsonObject[]; readonly idle: number }

/** Without waits after which nothing is done on any way. */
export const trimmed = (steps: readonly JsonObject[], isFollowed = false): Trimmed => {
  const kept: JsonObject[] = []
  let idle = 0
  let follows = isFollowed
  for (const step of steps.toReversed()) {
    if (Object.hasOwn(step, 'wait') && !follows) {
      idle += 1
      continue
    }
    const within = withLists(step, (list) => {
      const inner = trimmed(list, follows)
      idle += inner.idle
      return inner.steps
    })
    kept.push(within)
    if (Object.hasOwn(step, 'exit')) follows = false
    follows ||= acts([step])
  }
  return { steps: kept.reverse(), idle }
}

const withLists = (step: JsonObject, change: (list: readonly JsonObject[]) => readonly JsonObject[]): JsonObject => {
  const changed = (list: Json | undefined): readonly JsonObject[] => change((list ?? []) as readonly JsonObject[])
  if (step.branch !== undefined) {
    const ways = step.branch as readonly JsonObject[]
    const entry = (name: string, value: Json): readonly [string, Json] => [name, name === 'if' ? value : changed(value)]
    return {
      ...step,
      branch: ways.map((way): JsonObject => Object.fromEntries(Object.entries(way).map(([name, value]) => entry(name, value)))),
    }
  }
  if (step.split === undefined) return step
  const split = step.split as JsonObject
  const variants = split.variants as readonly JsonObject[]
  return { ...step, split: { ...split, variants: variants.map((variant) => ({ ...variant, steps: changed(variant.steps) })) } }
}

export type Share = { readonly index: number; readonly shareBps: number }

/** Percentages as hundredths of a percent that add up to everybody. Who gets nothing is left out. */
export const sharesFrom = (branches: readonly { readonly Percentage?: number | null | undefined }[], teller: Teller): readonly Share[] => {
  const said = branches.map(({ Percentage }, index) => ({
    index,
    size: Number.isFinite(Percentage) && Number(Percentage) > 0 ? Number(Percentage) : 0,
  }))
  const some = said.filter(({ size }) => size > 0)
  const sum = some.reduce((total, { size }) => total + size, 0)
  if (some.length < branches.length)
    teller.tell(
      'differs',
      '',
      `${branches.length - some.length} of the ways have no share of the people`,
      'They were left out, with what only they lead to.',
    )
  if (some.length > 0 && Math.abs(sum - 100) > 0.005)
    teller.tell('differs', '', `have shares that add up to ${sum} %`, 'They were made to add up to 100 %, in the same proportions.')
  return proportional(some, sum)
}

/** Whole hundredths of a percent in proportion, that add up to 10,000: what is lost by rounding goes to the first. */
export const proportional = (sizes: readonly { readonly index: number; readonly size: number }[], sum: number): readonly Share[] => {
  const shares = sizes
    .map(({ index, size }) => ({ index, shareBps: Math.floor(Math.round((size / sum) * 1e8) / 1e4) }))
    .filter(({ shareBps }) => shareBps > 0)
  const rest = 10_000 - shares.reduce((total, { shareBps }) => total + shareBps, 0)
  return shares.map((share, position) => (position === 0 ? { ...share, shareBps: share.shareBps + rest } : share))
}
