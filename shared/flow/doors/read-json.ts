/** JSON that somebody sent. */
import type { Json } from '../../kernel/json.ts'
import type { Parsed } from '../../kernel/problem.ts'

/** JSON, or where it stops being JSON. */
export const readJson = (text: string): Parsed<Json> => {
  try {
    return { ok: true, value: JSON.parse(text) as Json }
  } catch (error) {
    const place = /position \d+/.exec(error instanceof Error ? error.message : '')?.[0]
    const problem = text === '' ? 'is empty' : place === undefined ? 'is not JSON' : `is not JSON, from ${place} on`
    return { ok: false, problems: [{ path: '', problem, hint: 'Send JSON. NaN, comments and trailing commas are none.' }] }
  }
}
