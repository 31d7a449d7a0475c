import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A part of the program and its share of the time, its own without what it calls. */
export type Share = { readonly part: string; readonly share: number }

/** Where the time of one process went, from the profile that `node --cpu-prof` left in a folder. */
export const sharesIn = (folder: string): readonly Share[] => {
  const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile'))
  if (file === undefined) return []
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile
  const partOf = new Map(nodes.map(({ id, callFrame }) => [id, partNamed(callFrame)]))
  const spent = new Map<string, number>()
  for (const [index, id] of samples.entries()) {
    const part = partOf.get(id) ?? REST
    if (part !== IDLE) spent.set(part, (spent.get(part) ?? 0) + (timeDeltas[index] ?? 0))
  }
  const total = [...spent.values()].reduce((sum, time) => sum + time, 0)
  return [...spent].map(([part, time]) => ({ part, share: time / total })).sort((a, b) => b.share - a.share)
}

type CallFrame = { readonly functionName: string; readonly url: string }
type Profile = {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[]
  readonly samples: readonly number[]
  /** Microseconds. */
  readonly timeDeltas: readonly number[]
}

const IDLE = '(idle)'
const REST = 'Node itself, loading'

/** The first that matches. Native work (SQLite, JSON) counts for whoever called it. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/shared\/adapters\/sqlite/, 'SQLite statements'],
  [/shared\/adapters\/(codec|inbox|memory)/, 'states, facts and messages to text and back'],
  [/shared\/adapters\/liquid|liquidjs/, 'rendering mails'],
  [/shared\/contract|node_modules\/zod|local\/replay\/(deliveries|lines)/, 'reading and checking events'],
  [/shared\/domain/, 'deciding'],
  [/shared\/(flow|kernel)|local\//, 'the flow between them'],
]

const partNamed = ({ functionName, url }: CallFrame): string => {
  if (functionName === IDLE) return IDLE
  if (functionName === '(garbage collector)') return 'collecting garbage'
  return PARTS.find(([pattern]) => pattern.test(url))?.[1] ?? REST
}
