import { type Json, jsonBytesOf, type JsonObject } from '../../kernel/json.ts'
import { TRAIT_BYTES_MAX, TRAITS_BYTES_MAX, TRAITS_MAX } from '../../kernel/limits.ts'
import { later } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'

/** What publishers say about a customer. Each attribute bears the instant it was said, so that the newest word counts in any order. */
export type Traits = Readonly<Record<string, Trait>>
export type Trait = { readonly value: Json; readonly at: EpochMs }

/** Merged traits, and the names of those refused because there is no room for more. */
export type Merged = { readonly traits: Traits; readonly refused: readonly string[] }

/** Traits after an identify call that occurred at `at`. Of two words at one instant the one later in code point order counts: order never shows. */
export const mergeTraits = (before: Traits, said: JsonObject, at: EpochMs): Merged => {
  const names = Object.keys(said)
  if (names.length === 0) return { traits: before, refused: [] }
  const merged: Record<string, Trait> = { ...before }
  const refused: string[] = []
  let count = Object.keys(merged).length
  let bytes = jsonBytesOf(merged)
  for (const name of names) {
    const value = said[name] as Json
    const standing = Object.hasOwn(merged, name) ? merged[name] : undefined
    if (standing !== undefined && !supersedes(standing, value, at)) continue
    const size = jsonBytesOf(value)
    const growth = standing === undefined ? size + jsonBytesOf(name) + FRAME_BYTES : size - jsonBytesOf(standing.value)
    const full = (standing === undefined && count >= TRAITS_MAX) || size > TRAIT_BYTES_MAX || bytes + growth > TRAITS_BYTES_MAX
    if (full) {
      refused.push(name)
      continue
    }
    if (standing === undefined) count += 1
    bytes += growth
    Object.defineProperty(merged, name, { value: { value, at }, enumerable: true, writable: true, configurable: true })
  }
  return { traits: merged, refused }
}

/**
 * Traits after what we say of somebody ourselves at `at`. It is said in full knowledge of what stands, so it counts against that, whatever
 * the clocks of those who said it.
 */
export const updatedTraits = (before: Traits, said: JsonObject, at: EpochMs): Merged => {
  let traits = before
  const refused: string[] = []
  for (const [name, value] of Object.entries(said)) {
    const standing = Object.hasOwn(traits, name) ? traits[name] : undefined
    const saidAt = standing === undefined || standing.at < at ? at : later(standing.at, 1)
    const merged = mergeTraits(traits, Object.fromEntries([[name, value]]), saidAt)
    traits = merged.traits
    refused.push(...merged.refused)
  }
  return { traits, refused }
}

/** What stands around a value in a state, its instant included. */
const FRAME_BYTES = 40

const supersedes = (standing: Trait, value: Json, at: EpochMs): boolean =>
  at > standing.at || (at === standing.at && JSON.stringify(value) > JSON.stringify(standing.value))
