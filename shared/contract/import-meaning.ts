/** What a map's fields must mean together; their shapes are checked in import-map.ts. */
import type { Problem } from '../kernel/problem.ts'
import { type ColumnsFile, eventIdOf, type MapFile, type TimestampFile } from './import-file.ts'
import { pathOf, shown } from './problems.ts'

/** Everything in a map that is well formed and cannot be meant. */
export const mapProblems = (file: MapFile): readonly Problem[] => [
  ...whoProblems(file),
  ...nothingProblems(file),
  ...timeProblems('timestamp', file.timestamp),
  ...columnsProblems('traits', file.traits ?? {}, file.timestamp),
  ...moneyProblems(file),
  ...(file.file.delimiter === file.file.quote ? [SAME_CHARACTER] : []),
  ...file.events.flatMap((event, index) => [
    ...(event.timestamp === undefined ? [] : timeProblems(pathOf('events', index, 'timestamp'), event.timestamp)),
    ...columnsProblems(pathOf('events', index, 'properties'), event.properties, file.timestamp),
  ]),
  ...twins(file),
]

const SAME_CHARACTER: Problem = {
  path: 'file.quote',
  problem: 'is the delimiter, too',
  hint: 'Write the character around cells that hold a delimiter, usually "\\"", or null where there is none.',
}

const whoProblems = ({ customerId, anonymousId }: MapFile): readonly Problem[] =>
  customerId !== undefined || anonymousId !== undefined
    ? []
    : [{ path: 'customerId', problem: 'is missing, and so is anonymousId', hint: 'Name the column with your own id of the customer.' }]

const nothingProblems = ({ traits, events }: MapFile): readonly Problem[] =>
  traits !== undefined || events.length > 0
    ? []
    : [
        {
          path: 'events',
          problem: 'is missing, and so is traits',
          hint: 'Say what a row means: "traits" for what customers are, "events" for what happened.',
        },
      ]

const timeProblems = (path: string, timestamp: TimestampFile): readonly Problem[] => {
  if ('at' in timestamp) return []
  const { format, zone } = timestamp
  if (format.kind === 'pattern' && zone === null) {
    return [
      {
        path: pathOf(path, 'zone'),
        problem: 'is missing',
        hint: 'Name the zone whose clocks the file shows, such as "Europe/Berlin" or "UTC".',
      },
    ]
  }
  return format.kind === 'epoch' && zone !== null
    ? [{ path: pathOf(path, 'zone'), problem: 'says nothing here', hint: 'Seconds since 1970 are the same in every zone: leave it out.' }]
    : []
}

/** Each name once; options only where they mean something. */
const columnsProblems = (path: string, columns: ColumnsFile, timestamp: TimestampFile): readonly Problem[] => {
  const names = Object.entries(columns).map(([column, one]) => (typeof one === 'string' ? one : (one.name ?? column)))
  return Object.entries(columns).flatMap(([column, one], index): readonly Problem[] => {
    const at = pathOf(path, column)
    const name = names[index] as string
    const twice: readonly Problem[] =
      names.indexOf(name) === index
        ? []
        : [{ path: at, problem: `becomes ${shown(name)}, as a column before it does`, hint: 'Give it a name of its own.' }]
    if (typeof one === 'string') return twice
    const idle = (option: 'format' | 'zone' | 'separator', type: 'date' | 'list'): readonly Problem[] =>
      one[option] === undefined || one.type === type
        ? []
        : [{ path: pathOf(at, option), problem: 'says nothing here', hint: `Only a ${type} has it: "type": "${type}".` }]
    const zoneless =
      one.type === 'date' &&
      one.format?.kind === 'pattern' &&
      one.format.hasTime &&
      one.zone === undefined &&
      ('at' in timestamp || timestamp.zone === null)
    return [
      ...twice,
      ...idle('format', 'date'),
      ...idle('zone', 'date'),
      ...idle('separator', 'list'),
      ...(zoneless
        ? [{ path: pathOf(at, 'zone'), problem: 'is missing', hint: 'Name the zone whose clocks this column shows, such as "UTC".' }]
        : []),
    ]
  })
}

const moneyProblems = ({ currency, traits, events }: MapFile): readonly Problem[] => {
  const isMoney = (one: ColumnsFile[string]): boolean => typeof one !== 'string' && one.type === 'money'
  const hasMoney = [traits ?? {}, ...events.map(({ properties }) => properties)].some((columns) => Object.values(columns).some(isMoney))
  return hasMoney && currency === undefined
    ? [
        {
          path: 'currency',
          problem: 'is missing, and there are amounts of money',
          hint: 'Write the code, such as "EUR", or { "column": "currency" }.',
        },
      ]
    : []
}

/** Two events of a row need ids of their own, or the second would count as the first again. */
const twins = ({ events }: MapFile): readonly Problem[] => {
  const ids = events.map(eventIdOf)
  return ids.flatMap((id, index) =>
    ids.indexOf(id) === index
      ? []
      : [
          {
            path: pathOf('events', index, 'id'),
            problem: `is missing, and an event before it is ${shown(id)}, too`,
            hint: 'Give each an id of its own, such as "shipped": the row\'s events are told apart by it for ever.',
          },
        ],
  )
}
