import type { Json } from '../../kernel/json.ts'
import { VERSION_LENGTH_MAX } from '../../kernel/limits.ts'

/**
 * A version as text that sorts as versions do: `v1.2.3-rc.1+build` loses its `v` and build, numbers are padded to five places,
 * and a release sorts after its pre-releases. Any other value than text or number is version 0, as GrowthBook has it.
 * Null for what is missing or too long to be a version: it compares with nothing.
 */
export const paddedVersion = (value: Json): string | null => {
  if (value === null) return null
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' && value !== '' ? value : '0'
  if (text.length > VERSION_LENGTH_MAX) return null
  // One customer's version is put to rule after rule, and padding it takes longer than all the rest of a comparison.
  if (text !== last.text) last = { text, padded: pad(text) }
  return last.padded
}

const pad = (text: string): string => {
  const parts = text.replace(/^v|\+.*$/g, '').split(/[-.]/)
  // Three numbers alone are a release; `~` sorts after every letter a pre-release could begin with.
  if (parts.length === 3) parts.push('~')
  return parts.map((part) => (/^[0-9]+$/.test(part) ? part.padStart(5, ' ') : part)).join('-')
}

let last = { text: '0', padded: pad('0') }
