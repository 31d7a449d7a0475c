/** What a look at a file found, for people and for programs. */
import type { Survey } from '../local/import/survey.ts'
import { minorPerUnit } from '../shared/domain/metrics/money.ts'
import type { Json } from '../shared/kernel/json.ts'
import { isoOf } from '../shared/kernel/time.ts'
import { currency, type EpochMs } from '../shared/kernel/words.ts'
import { problemLines } from './failure.ts'
import { countOf, countText, instantText, section, table } from './format.ts'

export const surveyJson = (file: string, { revenue, from, until, preview, ...rest }: Survey) => ({
  file,
  dryRun: true,
  ...rest,
  from: iso(from),
  until: iso(until),
  revenueMinor: Object.fromEntries(Object.entries<bigint>(revenue).map(([code, sum]) => [code, Number(sum)])),
  preview: preview as unknown as Json,
})

export const surveyText = (file: string, found: Survey): string => {
  const { rows, customers, calls, from, until, isPartial, problems, kinds, quarantined } = found
  const more =
    quarantined === 0 ? [] : [`The first ${countOf(problems.length, 'problem')}:`, ...problems.flatMap((one) => problemLines(one))]
  return [
    `${file}, looked at by its map; nothing was written`,
    '',
    `  ${countOf(rows, 'row')}, ${isPartial ? 'at least ' : ''}${countOf(customers, 'customer')}`,
    `  ${from === null || until === null ? 'no event' : `from ${instantText(from)} to ${instantText(until)}`}`,
    ...asideLines(found),
    ...section(
      'Events',
      table(
        Object.entries(calls).map(([name, count]) => [name, countText(count)]),
        [1],
      ),
    ),
    ...section(
      'Revenue, as the policy counts it',
      table(
        Object.entries<bigint>(found.revenue).map(([code, sum]) => [code, moneyText(code, sum)]),
        [1],
      ),
    ),
    ...section('The first rows', previewText(found)),
    ...section(
      'What is wrong',
      table(
        kinds.map(({ kind, count }) => [countText(count), kind]),
        [0],
      ),
    ),
    ...section('', more.join('\n')).slice(1),
  ].join('\n')
}

const asideLines = ({ neverSeen, known, repeated, leftOut, silent, quarantined }: Survey): readonly string[] => [
  ...(neverSeen.length === 0 ? [] : [`  columns that no row has, and the map reads: ${neverSeen.join(', ')}`]),
  ...(known === 0 ? [] : [`  ${countOf(known, 'event')} imported before: nothing is counted again`]),
  ...(repeated === 0 ? [] : [`  ${countOf(repeated, 'event')} with the key of an event before: counted once. Is the key right?`]),
  ...(leftOut === 0 ? [] : [`  ${countOf(leftOut, 'event')} left out: not before the map's "before"`]),
  ...(silent === 0 ? [] : [`  ${countOf(silent, 'row')} of which the map makes nothing`]),
  `  ${countOf(quarantined, 'row')} would be quarantined`,
]

const previewText = ({ preview }: Survey): string =>
  preview.flatMap(({ line, calls }) => [`  line ${line}`, ...calls.map((call) => `    ${JSON.stringify(call)}`)]).join('\n')

const moneyText = (code: string, sum: bigint): string => {
  const digits = Math.round(Math.log10(minorPerUnit(currency(code))))
  return (Number(sum) / 10 ** digits).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

const iso = (at: EpochMs | null): string | null => (at === null ? null : isoOf(at))
