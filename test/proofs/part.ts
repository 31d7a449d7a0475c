/** Proofs over CDNOW take minutes: with every test run they go over a part of its customers, with `npm run proofs` over all of them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'

export const IS_WHOLE = process.env.REKINDLE_REHEARSAL === '1'

/** One of so many customers, or all of them. */
export const oneOf = (part: number): number => (IS_WHOLE ? 1 : part)

/** The lines of an event file (JSON Lines, gzip) that tell of every so-manieth customer. */
export const linesOf = (path: string, part: number): readonly string[] =>
  gunzipSync(readFileSync(path))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '' && Number((JSON.parse(line) as { userId: string }).userId) % part === 0)

/** Writes them as a file like the one they come from. */
export const writePart = (from: string, to: string, part: number): void =>
  writeFileSync(to, gzipSync(`${linesOf(from, part).join('\n')}\n`))
