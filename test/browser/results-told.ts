/** The numbers of a result as its page should show them, written by hand from the JSON: no word of the console's own is used. */
import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { ResultPage } from '../../shared/contract/api-results.ts'
import type { Site } from './site.ts'

const ROOT = resolve(fileURLToPath(import.meta.url), '../../..')
const run = promisify(execFile)

/** What `rekindle results ID` prints. */
export const cliResults = async ({ folder }: Site, id: string, ...options: readonly string[]): Promise<string> => {
  const words = ['cli/main.ts', 'results', id, '--data', folder, ...options]
  return (await run(process.execPath, words, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 })).stdout
}

export const cliPage = async (site: Site, id: string, ...options: readonly string[]): Promise<ResultPage> =>
  JSON.parse(await cliResults(site, id, '--json', ...options)) as ResultPage

type Measure = ResultPage['summary']['measure']

export const count = (value: number): string => Math.round(value).toLocaleString('en-GB')
export const percent = (share: number): string => `${(100 * share).toFixed(2)}%`
const sign = (value: number): string => (value > 0 ? '+' : value < 0 ? '−' : '')
export const points = (value: number): string => {
  const size = Math.abs(100 * value)
  return `${sign(value)}${size.toFixed(value !== 0 && size < 0.1 ? 3 : 2)}`
}
/** All money of these pages that decides is in dollars. */
export const dollars = (value: number): string => `${sign(value)}$${Math.abs(value).toFixed(2)}`
export const difference = (value: number, measure: Measure): string => (measure === 'mean' ? dollars(value) : points(value))

/** Of the metric that decides, what stands in each row of the table of variants: names aside, in the order of the columns. */
export const armCells = ({ summary: { metric, measure }, readout }: ResultPage): readonly (readonly string[])[] =>
  readout.arms.map(({ assigned, metrics }) => {
    const found = metrics.find((one) => one.metric === metric && one.measure === measure)
    if (found === undefined) throw new Error(`${metric} is not measured`)
    const { mature } = found
    const level = mature.level === null ? null : measure === 'mean' ? dollars(mature.level).replace('+', '') : percent(mature.level)
    return [
      count(assigned),
      count(mature.customers),
      ...(measure === 'rate' ? [count(mature.conversions)] : []),
      ...(level === null ? [] : [level]),
    ]
  })

/** Of the metric that decides, each comparison with its interval. */
export const differenceCells = ({ summary: { metric, measure }, readout }: ResultPage): readonly (readonly string[])[] =>
  readout.comparisons
    .filter((one) => one.metric === metric && one.measure === measure)
    .map((one) => [
      ...(one.difference === null ? [] : [difference(one.difference, measure)]),
      ...(one.interval ?? []).map((end) => difference(end, measure)),
    ])

export const sampleCells = ({ readout }: ResultPage): readonly (readonly string[])[] =>
  readout.sampleRatio.arms.map(({ observed, expected }) => [count(observed), ...(expected === 0 ? [] : [count(expected)])])

export const guardrailCells = ({ readout }: ResultPage): readonly (readonly string[])[] =>
  readout.guardrails.map((one) => [one.difference, one.bound].flatMap((value) => (value === null ? [] : [points(value)])))

/** What the sentence of the verdict must say: its numbers, in this order. */
export const verdictNumbers = ({ summary: { verdict, measure, assigned: _ } }: ResultPage): readonly string[] => {
  switch (verdict.type) {
    case 'winner':
    case 'loser':
      return [difference(verdict.estimate, measure).replace(/[+−]/, ''), ...(verdict.interval ?? []).map((end) => difference(end, measure))]
    case 'no-difference':
      return (verdict.interval ?? []).map((end) => difference(end, measure))
    case 'running':
      if (verdict.dueDay !== null) return [count(verdict.mature)]
      return [
        ...(verdict.estimate === null ? [] : [difference(verdict.estimate, measure)]),
        ...(verdict.interval ?? []).map((end) => difference(end, measure)),
      ]
    case 'broken':
      return verdict.fault.because === 'srm' ? srmNumbers(verdict.fault) : [count(verdict.fault.customers)]
    case 'not-enough-data':
      return verdict.missing.what !== 'comparison' && verdict.missing.mature > 0 ? [count(verdict.missing.mature)] : []
    case 'harmful':
      return []
  }
}

type Mismatch = Extract<Extract<ResultPage['summary']['verdict'], { type: 'broken' }>['fault'], { because: 'srm' }>
const srmNumbers = ({ arms, furthest }: Mismatch): readonly string[] => {
  const found = arms.find(({ variant }) => variant === furthest)
  return found === undefined ? [] : [count(found.observed), count(found.expected)]
}
