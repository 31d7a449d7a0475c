import type { Formats } from '../formats.ts'

/** `1 customer`, `2 customers`. */
export const counted = (format: Formats, count: number, one: string, many = `${one}s`): string =>
  `${format.count(count)} ${count === 1 ? one : many}`

/** What a button says that brings what has come since. */
export const newsText = (format: Formats, count: number, isMore: boolean, one: string, many = `${one}s`): string => {
  if (count === 0) return 'The list has changed: show it'
  return isMore ? `More than ${format.count(count)} new ${many}` : `${format.count(count)} new ${count === 1 ? one : many}`
}
