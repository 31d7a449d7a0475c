/** Exports of Amazon Pinpoint on disk, and the files made of them. */
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type BringingOptions, bringOver, type BroughtOver, fileText, type Source } from '../../shared/contract/pinpoint/bring-over.ts'
import { judgeBy } from '../../shared/contract/pinpoint/judging.ts'
import type { Json } from '../../shared/kernel/json.ts'
import { PINPOINT_FILE_LENGTH_MAX, PINPOINT_FILES_MAX } from '../../shared/kernel/limits-pinpoint.ts'
import { BadFiles, badFile, type FileProblems } from '../bad-files.ts'
import { checkTemplate } from '../wiring.ts'

/** Reads exports, files or folders of `.json` files; throws `BadFiles` with every one that cannot be read. */
export const readExports = async (paths: readonly string[]): Promise<readonly Source[]> => {
  const files = (await Promise.all(paths.map(filesAt))).flat()
  if (files.length === 0) throw badFile(paths.join(', '), 'holds no .json file', 'Name what "aws pinpoint get-journey …" printed.')
  if (files.length > PINPOINT_FILES_MAX)
    throw badFile(paths.join(', '), `holds more than ${PINPOINT_FILES_MAX} files`, 'Is it the right folder?')
  const read = await Promise.all(files.map(sourceOf))
  const wrong = read.filter((one): one is FileProblems => 'problems' in one)
  if (wrong.length > 0) throw new BadFiles(wrong)
  return read.filter((one): one is Source => 'json' in one)
}

/** Brings exports over; nothing is written yet. */
export const bringOverFiles = (sources: readonly Source[], options: BringingOptions): BroughtOver =>
  bringOver(sources, options, judgeBy(checkTemplate))

/** Files that stand where one would be written. */
export const alreadyIn = (folder: string, { files }: BroughtOver): readonly string[] =>
  files.map(({ path }) => join(folder, path)).filter((path) => existsSync(path))

export const writeInto = async (folder: string, { files, findings }: BroughtOver): Promise<void> => {
  for (const file of files) {
    const path = join(folder, file.path)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, fileText(file, findings))
  }
}

const filesAt = async (path: string): Promise<readonly string[]> => {
  const found = await stat(path).catch(() => null)
  if (found === null) throw badFile(path, 'cannot be read', 'Check the path.')
  if (!found.isDirectory()) return [path]
  return (await readdir(path))
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(path, name))
}

const sourceOf = async (file: string): Promise<Source | FileProblems> => {
  const wrong = (problem: string, hint: string): FileProblems => ({ file, problems: [{ path: '', problem, hint }] })
  const { size } = await stat(file)
  if (size > PINPOINT_FILE_LENGTH_MAX) return wrong(`has more than ${PINPOINT_FILE_LENGTH_MAX} bytes`, 'Export in several files.')
  try {
    return { file, json: JSON.parse(await readFile(file, 'utf8')) as Json }
  } catch (failure) {
    if (failure instanceof SyntaxError) return wrong(`is not JSON: ${failure.message}`, 'Export with "--output json".')
    return wrong('cannot be read', 'Check the path.')
  }
}
