/** What the simulation of experiments must show: the reference goals, read from their file, as questions to tallies. */
import { readFileSync } from 'node:fs'
import { dataset } from '../../datasets.ts'
import { type Independence, ID_KINDS } from './assignment.ts'
import { HARM, LOOSE, MISMATCH, NAIVE, type Scenario } from './scenario.ts'
import { calledShare, meanDay, medianDay, type Tally } from './tally.ts'

/** A number with its bounds; null bounds on both sides: shown, and not judged. `reference`: what others measured of the same. */
export type Shown = {
  readonly goal: string
  readonly measured: number
  readonly least: number | null
  readonly most: number | null
  readonly reference: number | null
}

export const isMet = ({ measured, least, most }: Shown): boolean =>
  (least === null || measured >= least) && (most === null || measured <= most)

export type Goals = {
  readonly runs: number
  readonly scenarios: readonly Scenario[]
  readonly read: (tallies: ReadonlyMap<string, Tally>) => readonly Shown[]
  readonly readAssignments: (found: readonly Independence[], moved: number) => readonly Shown[]
}

/** Null where this machine does not have the file. */
export const goalsFrom = (): Goals | null => {
  const path = dataset('vectors/simulation-goals.json')
  return path === null ? null : goalsOf(JSON.parse(readFileSync(path, 'utf8')) as File)
}

const goalsOf = (file: File): Goals => {
  const { falsePositive, power, guardrail } = file
  const methods = ['hybrid', 'always-valid', 'fixed'] as const
  const same = falsePositive.map((row) => difference(row.id, row, methods))
  const planned = power[0] as Power
  const apart = power.map((row, index) => ({
    ...difference(`power ${index + 1}`, row, methods),
    smallestEffect: planned.rateB - planned.rateA,
  }))
  const unlike = difference('5/95 at 4 % and 5 %', { rateA: 0.04, rateB: 0.05, perDayA: 50, perDayB: 950, days: 28 }, ['hybrid'])
  const four: Scenario = { ...unlike, id: 'four arms', rates: [0.05, 0.05, 0.05, 0.05], perDay: [400, 400, 400, 400] }
  const rare: Scenario = { ...unlike, id: '1/99 at 0.2 %', rates: [0.002, 0.002], perDay: [20, 1_980] }
  const watched = (id: string, rates: readonly number[], delayDays: number): Scenario => {
    return { id, kind: 'guardrail', rates, perDay: [500, 500], days: 28, delayDays, smallestEffect: NONE, methods: [] }
  }
  const harm = watched('harm', [0.001, 0.003], 0)
  const calm = watched('no harm', [0.002, 0.002], 0)
  const late = watched('no harm, heard of over two weeks', [0.002, 0.002], 14)
  const shares: Scenario = { ...unlike, id: 'sample ratio', kind: 'srm', perDay: [500, 500] }

  const read = (tallies: ReadonlyMap<string, Tally>): readonly Shown[] => {
    const of = (scenario: Scenario): Tally => tallies.get(scenario.id) as Tally
    const called = (scenario: Scenario, rule: string) => calledShare(of(scenario), rule)
    const missed = (scenario: Scenario) => of(scenario).missed / of(scenario).runs
    return [
      ...same.map((one, index) => {
        const { id, what, measured } = falsePositive[index] as FalsePositive
        return shown(`${id} false winners, ${what}`, called(one, 'hybrid'), null, file.passAt, measured.default)
      }),
      ...same.flatMap((one, index) => {
        const { id, measured } = falsePositive[index] as FalsePositive
        return [
          shown(`${id} the same, always valid alone`, called(one, 'always-valid'), null, file.passAt, measured.alwaysValidOnly),
          shown(`${id} the same, one look at the end`, called(one, 'fixed'), null, null, measured.fixedEnd),
          shown(`${id} the same, looked at naively each day`, called(one, NAIVE), null, null, measured.naiveDaily),
        ]
      }),
      shown(
        'S1 naive daily looks: the harness is not blind',
        called(same[0] as Scenario, NAIVE),
        ...file.positiveControl.mustBeBetween,
        file.positiveControl.brownianExact28Looks,
      ),
      shown('four arms, any variant called', called(four, 'hybrid'), null, file.fourArms.passAt, file.fourArms.measured),
      shown('1/99 at 0.2 %, false winners (not among the reference goals)', called(rare, 'hybrid'), null, file.passAt, null),
      ...apart.flatMap((one, index) => {
        const { what, default: goal, reference } = power[index] as Power
        return [
          shown(`power: ${what}`, called(one, 'hybrid'), goal.mustBeAtLeast, null, goal.measured),
          shown(
            `power: ${what}, mean day`,
            meanDay(of(one), 'hybrid'),
            null,
            goal.meanStopDayAtMost ?? null,
            goal.meanStopDayMeasured ?? null,
          ),
          shown(`power: ${what}, one look at the end`, called(one, 'fixed'), null, null, reference?.fixedEnd ?? null),
          shown(`power: ${what}, always valid alone`, called(one, 'always-valid'), null, null, reference?.alwaysValidOnly ?? null),
        ]
      }),
      ...[...same.slice(0, 7), unlike].map((one) =>
        shown(`interval ever misses the truth, ${one.id}`, missed(one), null, file.intervalCoverage.passAt, null),
      ),
      shown(`guardrail: ${guardrail[0].what}`, called(harm, HARM), guardrail[0].mustBeAtLeast, null, guardrail[0].measured),
      shown('guardrail: median day of the alarm', medianDay(of(harm), HARM), null, null, guardrail[0].medianDayMeasured),
      shown(`guardrail: ${guardrail[1].what}`, called(calm, HARM), null, guardrail[1].passAt, guardrail[1].measured),
      shown(
        'guardrail: the same, unsubscribing over two weeks (not among the reference goals)',
        called(late, HARM),
        null,
        guardrail[1].passAt,
        null,
      ),
      shown('SRM: fair 50/50, blocked at any look', called(shares, MISMATCH), null, file.srm[0].mustBeAtMost, file.srm[0].measured),
      shown('SRM: the same with p < 0.01, why it is no daily threshold', called(shares, LOOSE), null, null, file.srm[1].measured),
    ]
  }
  return {
    runs: file.runs,
    scenarios: [...same, ...apart, unlike, four, rare, harm, calm, late, shares],
    read,
    readAssignments: (found, moved) => [
      ...found.flatMap(({ ids, shareAbove, largest }) => {
        const {
          'shareAbove2.5758MustBeBetween': [least, most],
          maxMustBeBelow,
          measuredFnvV2,
        } = file.assignment
        return [
          shown(
            `assignment: pairs of experiments that correlate, ${ids}`,
            shareAbove,
            least,
            most,
            measuredFnvV2.share[ID_KINDS.indexOf(ids)] ?? null,
          ),
          shown(`assignment: the largest correlation, ${ids}`, largest, null, maxMustBeBelow, measuredFnvV2.max),
        ]
      }),
      shown('assignment: customers moved or dropped by a ramp', moved, null, 0, 0),
    ],
  }
}

/** So small that nothing is called the same before it could be called different. */
const NONE = 1e-9

const shown = (goal: string, measured: number, least: number | null, most: number | null, reference: number | null): Shown => ({
  goal,
  measured,
  least,
  most,
  reference,
})

const difference = (id: string, row: TwoArms, methods: Scenario['methods']): Scenario => ({
  id,
  kind: 'difference',
  rates: [row.rateA, row.rateB],
  perDay: [row.perDayA, row.perDayB],
  days: row.days,
  delayDays: 0,
  smallestEffect: NONE,
  methods,
})

type TwoArms = {
  readonly rateA: number
  readonly rateB: number
  readonly perDayA: number
  readonly perDayB: number
  readonly days: number
}
type FalsePositive = TwoArms & {
  readonly id: string
  readonly what: string
  readonly measured: {
    readonly default: number
    readonly alwaysValidOnly: number
    readonly naiveDaily: number
    readonly fixedEnd: number
  }
}
type Power = TwoArms & {
  readonly what: string
  readonly default: {
    readonly mustBeAtLeast: number
    readonly measured: number
    readonly meanStopDayAtMost?: number
    readonly meanStopDayMeasured?: number
  }
  readonly reference?: { readonly fixedEnd: number; readonly alwaysValidOnly: number }
}
type File = {
  readonly runs: number
  readonly passAt: number
  readonly falsePositive: readonly FalsePositive[]
  readonly positiveControl: { readonly mustBeBetween: readonly [number, number]; readonly brownianExact28Looks: number }
  readonly fourArms: { readonly passAt: number; readonly measured: number }
  readonly power: readonly Power[]
  readonly intervalCoverage: { readonly passAt: number }
  readonly guardrail: readonly [
    { readonly what: string; readonly mustBeAtLeast: number; readonly measured: number; readonly medianDayMeasured: number },
    { readonly what: string; readonly passAt: number; readonly measured: number },
  ]
  readonly srm: readonly [{ readonly mustBeAtMost: number; readonly measured: number }, { readonly measured: number }]
  readonly assignment: {
    readonly 'shareAbove2.5758MustBeBetween': readonly [number, number]
    readonly maxMustBeBelow: number
    readonly measuredFnvV2: { readonly share: readonly number[]; readonly max: number }
  }
}
