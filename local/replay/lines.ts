import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { EVENT_BYTES_MAX } from '../../shared/kernel/limits.ts'
import { badFile } from '../bad-files.ts'

/** A file's lines in chunks, and how much of all files has been read. */
export type Lines = { readonly lines: readonly string[]; readonly bytesRead: number }

/** A piece of a file's text, and how much of the file has been read. */
type Piece = { readonly text: string; readonly bytesRead: number }

/**
 * Lines of JSON Lines files one after the other, plain or gzip (told by their first bytes); bounded memory. Empty lines are left
 * out, and of a line too long for an event only as much is kept as shows that.
 */
export async function* readLines(paths: readonly string[]): AsyncGenerator<Lines> {
  let bytesBefore = 0
  for (const path of paths) {
    let rest = ''
    let bytes = 0
    for await (const { text, bytesRead } of readText(path, DAMAGED)) {
      const parts = (rest + text).split('\n')
      rest = cut(parts.pop() ?? '')
      bytes = bytesRead
      yield { lines: parts.filter(notEmpty), bytesRead: bytesBefore + bytes }
    }
    bytesBefore += bytes
    yield { lines: [rest].filter(notEmpty), bytesRead: bytesBefore }
  }
}

/** The text of one file in UTF-8, plain or gzip, piece by piece. `damaged` tells what to do about one that breaks off. */
export async function* readText(path: string, damaged: string): AsyncGenerator<Piece> {
  const gunzip = (await startsLikeGzip(path)) ? createGunzip() : null
  const file = createReadStream(path, { highWaterMark: READ_BYTES })
  const text = gunzip === null ? file : file.pipe(gunzip)
  if (gunzip !== null) file.on('error', (error) => gunzip.destroy(error))
  text.setEncoding('utf8')
  // What was unpacked, not what was read ahead: else a small file is read to its end while its first lines are told.
  const bytesRead = (): number => (gunzip === null ? file.bytesRead : gunzip.bytesWritten)
  let isFirst = true
  try {
    for await (const chunk of text as AsyncIterable<string>) {
      yield { text: isFirst ? withoutMark(chunk) : chunk, bytesRead: bytesRead() }
      isFirst = false
    }
    yield { text: '', bytesRead: bytesRead() }
  } catch (failure) {
    throw badFile(path, `cannot be read to its end: ${failure instanceof Error ? failure.message : 'unknown failure'}`, damaged)
  } finally {
    file.destroy()
  }
}

/** Bytes of all files as they lie on disk; throws `BadFiles` where one is no file that can be read. */
export const sizeOf = async (paths: readonly string[]): Promise<number> => {
  let bytes = 0
  for (const path of paths) {
    const found = await stat(path).catch(() => null)
    if (found === null || !found.isFile()) throw badFile(path, found === null ? 'is not there' : 'is not a file', 'Check the path.')
    bytes += found.size
  }
  return bytes
}

/** Read at a time. */
const READ_BYTES = 64 * 1024

const DAMAGED = 'What came before was taken. Bring the whole file and replay it into another folder.'

const startsLikeGzip = async (path: string): Promise<boolean> => {
  for await (const chunk of createReadStream(path, { end: 1 })) return (chunk as Buffer)[0] === 0x1f && (chunk as Buffer)[1] === 0x8b
  return false
}

/** Some programs of Windows mark UTF-8 at the beginning of a file. */
const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text)

const cut = (line: string): string => (line.length > 2 * EVENT_BYTES_MAX ? line.slice(0, 2 * EVENT_BYTES_MAX) : line)

const notEmpty = (line: string): boolean => line.trim() !== ''
