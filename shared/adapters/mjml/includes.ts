import { unknownName } from '../../contract/compiled-template.ts'
import { INCLUDE_DEPTH_MAX } from '../../kernel/limits.ts'
import type { Problem } from '../../kernel/problem.ts'

/** A body with its parts in it, and what is wrong with how it asks for them. */
export type Included = { readonly mjml: string; readonly problems: readonly Problem[]; readonly used: readonly string[] }

/**
 * Puts the shared parts in where a body says `<mj-include path="parts/header.mjml" />`. Only files we were given are parts,
 * by the names we were given: no path leads anywhere else, and MJML itself reads no files.
 */
export const withIncludes = (body: string, parts: ReadonlyMap<string, string>): Included => {
  const problems: Problem[] = []
  const used = new Set<string>()
  const put = (text: string, within: readonly string[]): string =>
    text.replace(INCLUDE, (tag) => {
      const path = PATH.exec(tag)?.[2] ?? ''
      const part = parts.get(path)
      const at = { path: 'mj-include' }
      if (/\stype\s*=/.test(tag)) problems.push({ ...at, problem: 'has a type', hint: 'Parts are MJML: leave it out.' })
      else if (part === undefined) problems.push({ ...at, ...unknownName(path, [...parts.keys()]) })
      else if (within.includes(path)) problems.push({ ...at, problem: `puts ${path} into itself`, hint: 'Take one of the two out.' })
      else if (within.length >= INCLUDE_DEPTH_MAX) {
        problems.push({ ...at, problem: `is more than ${INCLUDE_DEPTH_MAX} deep`, hint: 'Put parts side by side.' })
      } else {
        used.add(path)
        return put(part, [...within, path])
      }
      return ''
    })
  return { mjml: put(body, []), problems, used: [...used] }
}

const INCLUDE = /<mj-include\b[^>]*?(?:\/>|>(?:\s*<\/mj-include\s*>)?)/gi
const PATH = /\spath\s*=\s*(["'])(.*?)\1/i
