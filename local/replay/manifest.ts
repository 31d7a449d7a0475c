import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { digestOf } from '../../shared/kernel/digest.ts'
import { isJsonObject, type Json } from '../../shared/kernel/json.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { Definition } from '../../shared/ports/definitions.ts'
import type { Checkpoint, ReplayStore } from '../../shared/ports/replay-store.ts'
import type { Chaos } from './chaos.ts'

/** What a folder is a replay of. Continuing it with anything else would give a history that never was. */
export type Manifest = {
  readonly files: readonly { readonly name: string; readonly sha256: string }[]
  readonly seed: string
  /** Digest of each definition's content, by kind and id. */
  readonly definitions: Readonly<Record<string, string>>
  readonly chaos: Chaos
  /** Lines that claim to be later than this never move the clock: the same in every run. */
  readonly horizon: EpochMs
  /** Where runs stopped or will stop, ascending. */
  readonly untils: readonly EpochMs[]
  /** False while a run is under way, and after one that was killed. */
  readonly finished: boolean
}

/** Something that is not as it was when the replay began, and what to do about it. */
export type Difference = { readonly what: string; readonly hint: string }

/** The manifest of a replay that begins now. */
export const newManifest = async (
  paths: readonly string[],
  seed: string,
  definitions: readonly Definition[],
  chaos: Chaos,
  horizon: EpochMs,
): Promise<Manifest> => ({
  files: await Promise.all(paths.map(async (path) => ({ name: basename(path), sha256: await sha256Of(path) }))),
  seed,
  definitions: digestsOf(definitions),
  chaos,
  horizon,
  untils: [],
  finished: false,
})

/** Digest of each definition's content, by kind and id. */
export const digestsOf = (definitions: readonly Definition[]): Manifest['definitions'] =>
  Object.fromEntries(definitions.map(({ kind, id, source }) => [kind === 'policy' ? kind : `${kind} ${id}`, contentDigest(source)]))

/** The manifest a folder keeps; null before the first replay into it. */
export const manifestIn = async (place: ReplayStore): Promise<Manifest | null> => (await place.manifest()) as Manifest | null

export const keepManifest = (place: ReplayStore, manifest: Manifest): Promise<void> => place.setManifest(manifest as unknown as Json)

/** Everything in which two manifests differ, but for where runs stop. */
export const differences = (kept: Manifest, asked: Manifest): readonly Difference[] => [
  ...fileDifferences(kept.files, asked.files),
  ...(kept.seed === asked.seed ? [] : [{ what: `the seed was ${kept.seed}, and now is ${asked.seed}`, hint: `give --seed ${kept.seed}` }]),
  ...definitionDifferences(kept.definitions, asked.definitions),
  ...(contentDigest(kept.chaos) === contentDigest(asked.chaos)
    ? []
    : [{ what: 'the chaos differs', hint: 'give the same --chaos as before, or none if there was none' }]),
]

/**
 * Where the runs of this replay stop when the next one stops at `until` (null: at the end). What an earlier run was asked for and
 * never reached is forgotten. A text says why that instant cannot be.
 */
export const untilsWith = (
  { untils, chaos }: Manifest,
  place: Checkpoint | null,
  until: EpochMs | null,
): readonly EpochMs[] | 'before the clock' => {
  if (place === null) return until === null ? [] : [until]
  const reached = untils.filter((one) => one <= place.clock)
  if (until === null) return reached
  if (until < place.clock) return 'before the clock'
  if (reached.includes(until)) return reached
  // Where a run was killed within an instant, what it delayed past that instant is not known any more.
  return until === place.clock && chaos.shuffleMs > 0 ? 'before the clock' : [...reached, until]
}

const fileDifferences = (kept: Manifest['files'], asked: Manifest['files']): readonly Difference[] => {
  if (kept.length !== asked.length || kept.some(({ name }, index) => name !== asked[index]?.name)) {
    const names = kept.map(({ name }) => name).join(', ')
    return [
      { what: `the files were ${names}, and now are ${asked.map(({ name }) => name).join(', ')}`, hint: `give ${names}, in this order` },
    ]
  }
  return kept.flatMap(({ name, sha256 }, index) =>
    asked[index]?.sha256 === sha256 ? [] : [{ what: `the content of ${name} has changed`, hint: 'bring the file back as it was' }],
  )
}

/** In which definitions what is kept and what is asked for differ. */
export const definitionDifferences = (kept: Manifest['definitions'], asked: Manifest['definitions']): readonly Difference[] =>
  [...new Set([...Object.keys(kept), ...Object.keys(asked)])].sort().flatMap((name) => {
    if (kept[name] === asked[name]) return []
    if (asked[name] === undefined) return [{ what: `the ${name} is missing`, hint: 'bring its file back, or name the folder it lies in' }]
    if (kept[name] === undefined) return [{ what: `the ${name} is new`, hint: 'take its file out' }]
    return [{ what: `the ${name} has changed`, hint: 'bring its file back as it was' }]
  })

/** Of what JSON says, not of how a file says it. */
export const contentDigest = (value: Json): string => digestOf(JSON.stringify(sorted(value)))

const sorted = (value: Json): Json => {
  if (Array.isArray(value)) return value.map((one: Json) => sorted(one))
  return isJsonObject(value)
    ? Object.fromEntries(
        Object.keys(value)
          .sort()
          .map((key) => [key, sorted(value[key] as Json)]),
      )
    : value
}

/** The content of a file, in hexadecimal. */
export const sha256Of = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
