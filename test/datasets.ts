/** Public data sets and reference vectors live beside the project and are never committed; REKINDLE_DATASETS says where. */
import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** Where a file of the data folder is (`data/cdnow.events.jsonl.gz`); null, said aloud, where this machine does not have it. */
export const dataset = (path: string): string | null => {
  const folder = resolve(ROOT, process.env.REKINDLE_DATASETS ?? '../shared')
  const file = resolve(folder, path)
  if (existsSync(file)) return file
  console.warn(`SKIPPED: ${file} is not there; set REKINDLE_DATASETS to the folder that holds ${path}`)
  return null
}
