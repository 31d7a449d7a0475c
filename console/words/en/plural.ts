import type { Formats } from '../formats.ts'

/** `1 customer`, `2 customers`. */
export const counted = (format: Formats, count: number, one: string, many = `${one}s`): string =>
  `${format.count(count)} ${count === 1 ? one : many}`
