/** A handful of customers whose stories are known by heart, replayed by the command line within this process. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { runCli } from '../../cli/run.ts'
import { epochMs } from '../../shared/kernel/words.ts'

export type Outcome = { readonly code: number; readonly out: string; readonly err: string }

/** Runs a command line as `main.ts` would, and answers what it printed. */
export const run = async (...args: readonly string[]): Promise<Outcome> => {
  const printed = { out: '', err: '' }
  const into = (name: 'out' | 'err') =>
    new Writable({
      write: (chunk, _, done) => {
        printed[name] += String(chunk)
        done()
      },
    })
  const code = await runCli(args, {
    out: into('out'),
    err: into('err'),
    isWatched: false,
    screen: { columns: 100, isUtf8: true },
    now: () => epochMs(Date.now()),
  })
  return { code, ...printed }
}

/** What a command that succeeds prints as JSON. */
export const json = async <T>(...args: readonly string[]): Promise<T> => {
  const { code, out, err } = await run(...args, '--json')
  if (code !== 0) throw new Error(err)
  return JSON.parse(out) as T
}

export type World = { readonly root: string; readonly path: (...parts: readonly string[]) => string; readonly remove: () => void }

const day = (n: number): string => new Date(Date.UTC(2025, 0, 1 + n, 12)).toISOString()

const identify = (id: string, n: number, traits: object = {}) => ({
  type: 'identify',
  messageId: `u-${id}`,
  userId: id,
  timestamp: day(n),
  traits: { email: `${id}@example.com`, ...traits },
})

const order = (id: string, n: number, revenue: number) => ({
  type: 'track',
  messageId: `o-${id}-${n}`,
  userId: id,
  timestamp: day(n),
  event: 'Order Completed',
  properties: { revenue, currency: 'USD' },
})

/**
 * `ada` orders and falls silent; `ben` does, too, and orders between the two mails; `cid` never orders; `dot` is not in the audience;
 * `eve` orders at the end. Two lines cannot be taken.
 */
const LINES = [
  identify('ada', 0, { plan: '=1+1' }),
  order('ada', 0, 10),
  identify('ben', 0),
  order('ben', 0, 20.5),
  identify('cid', 1),
  identify('dot', 2, { staff: true }),
  order('dot', 2, 5),
  'not json',
  { type: 'track', messageId: 'x', timestamp: day(3), event: 'Order Completed' },
  order('ben', 123, 30),
  order('eve', 140, 7),
]

const CAMPAIGN = {
  id: 'win-back',
  name: 'Win back',
  topic: 'offers',
  status: 'active',
  entry: { stage: 'dormant', from: ['at-risk'] },
  audience: { 'traits.staff': { $ne: true } },
  reentry: 'each',
  steps: [
    { send: { subject: 'It has been a while', text: 'Hello {{ customer.id }}' } },
    { wait: '7d' },
    { send: { subject: 'Still here', text: 'Hello again {{ customer.id }}' } },
  ],
  exits: [{ event: 'Order Completed' }],
  goal: { name: 'order', event: 'Order Completed', window: '30d', revenue: { currency: 'USD' } },
}

const LINGER = { ...CAMPAIGN, id: 'linger', goal: undefined, audience: undefined, entry: { event: 'Cart Abandoned' } }

/** Writes the files of this world into a folder of its own. */
export const newWorld = (): World => {
  const root = mkdtempSync(join(tmpdir(), 'rekindle-cli-'))
  const path = (...parts: readonly string[]): string => join(root, ...parts)
  writeFileSync(path('events.jsonl'), LINES.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'))
  mkdirSync(path('campaigns'))
  for (const campaign of [CAMPAIGN, LINGER]) writeFileSync(path('campaigns', `${campaign.id}.json`), JSON.stringify(campaign))
  return { root, path, remove: () => rmSync(root, { recursive: true, force: true }) }
}
