/** Where everything of the flow stands, in pixels: pure arithmetic, apart from what draws it. */
import { STAGES, type Stage } from '../api/types.ts'
import { dayTicks, roundTicks } from './axis.ts'

export type FlowDay = { readonly day: string; readonly stages: Readonly<Record<Stage, number>> }

export type FlowLayout = {
  readonly left: number
  readonly right: number
  readonly bottom: number
  readonly areas: readonly { readonly stage: Stage; readonly path: string }[]
  readonly values: readonly { readonly value: number; readonly y: number }[]
  readonly days: readonly { readonly day: string; readonly x: number }[]
  /** Names at the right, of the stages whose areas are thick enough there. */
  readonly names: readonly { readonly stage: Stage; readonly y: number }[]
  readonly xOf: (index: number) => number
  readonly indexAt: (x: number) => number
}

const TOP = 10
const LEFT = 44
const BOTTOM = 26
const NAMES_WIDTH = 92
const NAMES_FROM_WIDTH = 560
const NARROW = 480
const NAME_HEIGHT = 15

/** The first stage lies on top: who is lost sinks to the ground. */
const UPWARDS = STAGES.toReversed()

/** For two days or more. */
export const flowLayout = (days: readonly FlowDay[], width: number, height: number): FlowLayout => {
  const isNamed = width >= NAMES_FROM_WIDTH
  const [right, bottom] = [width - (isNamed ? NAMES_WIDTH : 8), height - BOTTOM]
  const ticks = roundTicks(Math.max(...days.map(totalOf)), 5)
  const highest = ticks.at(-1) ?? 1
  const last = Math.max(1, days.length - 1)
  const xOf = (index: number): number => LEFT + ((right - LEFT) * index) / last
  const yOf = (value: number): number => bottom - ((bottom - TOP) * value) / highest
  const layers = UPWARDS.map((stage, layer) => {
    const below = UPWARDS.slice(0, layer)
    const ends = days.map((day) => {
      const from = below.reduce((sum, one) => sum + day.stages[one], 0)
      return { from: yOf(from), to: yOf(from + day.stages[stage]) }
    })
    return { stage, ends }
  })
  const named = layers.flatMap(({ stage, ends }) => {
    const end = ends.at(-1)
    return !isNamed || end === undefined || end.from - end.to < NAME_HEIGHT ? [] : [{ stage, y: (end.from + end.to) / 2 }]
  })
  const most = width < NARROW ? 4 : 7
  return {
    left: LEFT,
    right,
    bottom,
    areas: layers.map(({ stage, ends }) => ({ stage, path: areaPath(ends, xOf) })),
    values: ticks.map((value) => ({ value, y: yOf(value) })),
    days: dayTicks(
      days.map(({ day }) => day),
      most,
    ).map((index) => ({ day: days[index]?.day ?? '', x: xOf(index) })),
    names: named,
    xOf,
    indexAt: (x) => Math.min(last, Math.max(0, Math.round((last * (x - LEFT)) / (right - LEFT)))),
  }
}

export const totalOf = ({ stages }: FlowDay): number => STAGES.reduce((sum, stage) => sum + stages[stage], 0)

type Ends = readonly { readonly from: number; readonly to: number }[]

/** Along the upper edge, and back along the lower. */
const areaPath = (ends: Ends, xOf: (index: number) => number): string => {
  const upper = ends.map(({ to }, index) => pointOf(xOf(index), to))
  const lower = ends.map(({ from }, index) => pointOf(xOf(index), from)).toReversed()
  return `M${[...upper, ...lower].join('L')}Z`
}

const pointOf = (x: number, y: number): string => `${x.toFixed(1)},${y.toFixed(1)}`
