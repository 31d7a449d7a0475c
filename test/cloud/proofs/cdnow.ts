/** CDNOW's sample: the customers of CDNOW_sample.txt, their events as the data set has them, and the win-back campaign over them. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { JsonObject } from '../../../shared/kernel/json.ts'
import { seededRandom } from '../../../shared/kernel/random.ts'
import { dataset } from '../../datasets.ts'

export const EXAMPLES = fileURLToPath(new URL('../../../examples/', import.meta.url))

/** Where the data set stops. */
export const UNTIL = Date.parse('1998-07-01T00:00:00Z')
/** Both worlds draw arms by it. */
const SALT = 'cdnow-sample'

export type Line = { readonly text: string; readonly event: JsonObject; readonly at: number; readonly customer: string }

export const SOURCES = { sample: dataset('data/CDNOW_sample.txt') ?? '', events: dataset('data/cdnow.events.jsonl.gz') ?? '' }

/** Events of the sample's customers, or of so many of them, drawn from a seed, in the file's order. */
export const sampleLines = (customersMax: number, seed: number): readonly Line[] => {
  const ids = [
    ...new Set(
      readFileSync(SOURCES.sample, 'utf8')
        .trim()
        .split(/\r?\n/)
        .map((line) => line.trim().split(/\s+/)[0] ?? ''),
    ),
  ].sort()
  const random = seededRandom(seed)
  const drawn = ids.map((id) => ({ id, place: random.next() })).sort((a, b) => a.place - b.place)
  const wanted = new Set(drawn.slice(0, customersMax).map(({ id }) => id))
  return gunzipSync(readFileSync(SOURCES.events))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((text) => {
      const event = JSON.parse(text) as JsonObject
      return { text, event, at: Date.parse(String(event.timestamp)), customer: String(event.userId) }
    })
    .filter(({ customer }) => wanted.has(customer))
}

/** What is published into both worlds, as texts by path; and as files, in a folder that goes away again. */
export type Definitions = {
  readonly files: ReadonlyMap<string, string>
  readonly policy: string
  readonly campaigns: string
  readonly templates: string
  readonly root: string
  readonly remove: () => void
}

export const definitions = (): Definitions => {
  const root = mkdtempSync(join(tmpdir(), 'rekindle-proof-'))
  const campaign = JSON.parse(readFileSync(join(EXAMPLES, 'campaigns/win-back.json'), 'utf8')) as JsonObject
  const salted = JSON.stringify({ ...campaign, experiment: { ...(campaign.experiment as JsonObject), salt: SALT } })
  mkdirSync(join(root, 'campaigns'))
  writeFileSync(join(root, 'campaigns/win-back.json'), salted)
  const policy = join(EXAMPLES, 'policies/retail.json')
  const templates = join(EXAMPLES, 'templates')
  const files = new Map([
    ['policy.json', readFileSync(policy, 'utf8')],
    ['campaigns/win-back.json', salted],
  ])
  for (const path of filesBelow(templates)) files.set(`templates/${relative(templates, path)}`, readFileSync(path, 'utf8'))
  return {
    files,
    policy,
    campaigns: join(root, 'campaigns'),
    templates,
    root,
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
