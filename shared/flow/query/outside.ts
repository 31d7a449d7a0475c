import type { Json } from '../../kernel/json.ts'
import { isoDayOf, isoOf } from '../../kernel/time.ts'
import { epochDay, epochMs } from '../../kernel/words.ts'

/**
 * Our own values as they are told outside: instants as ISO 8601, days as dates, steps counted from 1, sets and maps as JSON. Which
 * number is an instant is told by its name, as the style has it; so this is not for what others wrote into events and traits.
 */
export const outside = (value: unknown, name = ''): Json => {
  if (typeof value === 'number') return numberOutside(value, name)
  if (typeof value === 'bigint') return Number(value)
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (value === undefined) return null
  if (Array.isArray(value)) return value.map((one) => outside(one))
  if (value instanceof Set) return [...value].map((one) => outside(one))
  const entries = value instanceof Map ? [...value] : Object.entries(value)
  return Object.fromEntries(entries.map(([key, one]) => [key, outside(one, String(key))]))
}

const numberOutside = (value: number, name: string): Json => {
  if (/^(at|since)$|(At|Until)$/.test(name)) return isoOf(epochMs(value))
  if (/Day$/.test(name)) return isoDayOf(epochDay(value))
  return name === 'step' ? value + 1 : value
}
