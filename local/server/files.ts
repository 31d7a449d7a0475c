/** The console's built files. */
import { readFile } from 'node:fs/promises'
import { extname, join, resolve, sep } from 'node:path'
import type { Answer } from './answer.ts'

/** The file at a path of the web, the page itself where a path names no file; null: there is no such file. */
export const fileAnswer = async (folder: string, path: string): Promise<Answer | null> => {
  const parts = partsOf(path)
  if (parts === null) return null
  const isPage = extname(parts.at(-1) ?? '') === ''
  const file = isPage ? join(folder, 'index.html') : join(folder, ...parts)
  // Names are checked; a link out of the folder is the business of whoever built it.
  if (!resolve(file).startsWith(resolve(folder) + sep)) return null
  try {
    const body = await readFile(file)
    const isHashed = parts[0] === 'assets'
    const headers = {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    }
    return { status: 200, headers, body }
  } catch {
    return null
  }
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

/** Plain names only: nothing hidden, nothing that leads upwards. */
const partsOf = (path: string): readonly string[] | null => {
  let decoded: string
  try {
    decoded = decodeURIComponent(path)
  } catch {
    return null
  }
  const parts = decoded.split('/').filter((part) => part !== '')
  return parts.every((part) => /^[\w@~-][\w.@-]*$/.test(part)) ? parts : null
}
