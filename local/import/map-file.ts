import { readFile } from 'node:fs/promises'
import { type ImportMap, parseImportMap } from '../../shared/contract/import-map.ts'
import { digestOf } from '../../shared/kernel/digest.ts'
import type { Json } from '../../shared/kernel/json.ts'
import { BadFiles, badFile } from '../bad-files.ts'
import { contentDigest } from '../replay/manifest.ts'

export type MapFile = { readonly map: ImportMap; readonly digest: string }

/** Reads a map, or throws `BadFiles` with everything that is wrong with it. */
export const readMapFile = async (path: string): Promise<MapFile> => {
  const source = jsonOf(path, await readFile(path, 'utf8').catch(() => null))
  const parsed = parseImportMap(source)
  if (!parsed.ok) throw new BadFiles([{ file: path, problems: parsed.problems }])
  return { map: parsed.value, digest: digestOf('map', contentDigest(source)) }
}

const jsonOf = (path: string, text: string | null): Json => {
  if (text === null) throw badFile(path, 'cannot be read', 'Check the path.')
  try {
    return JSON.parse(text) as Json
  } catch (failure) {
    throw badFile(path, `is not JSON: ${failure instanceof Error ? failure.message : 'unknown failure'}`, 'Mend the JSON there.')
  }
}
