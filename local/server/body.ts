/** The body of a request: bounded as sent and as unpacked, and valid UTF-8. */
import type { IncomingMessage } from 'node:http'
import type { Readable, Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { Problem } from '../../shared/kernel/problem.ts'

export type Body =
  | { readonly ok: true; readonly text: string }
  /** `text`: as far as it could be read, to be kept. */
  | { readonly ok: false; readonly status: 400 | 413 | 415; readonly problem: Problem; readonly text?: string }

/** Reads at most `bytesMax` bytes, counted before and after unpacking. Never throws; what is too long is not read to its end. */
export const readBody = async (request: IncomingMessage, bytesMax: number): Promise<Body> => {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return tooLarge(bytesMax)
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (encoding === 'identity' || encoding === '') return collected(request, bytesMax)
  const open = Object.hasOwn(UNPACK, encoding) ? UNPACK[encoding] : undefined
  return open === undefined ? unknownEncoding(encoding) : unpacked(request, open(), encoding, bytesMax)
}

/** What a request may take of the memory for bodies before it is known how long it is. */
export const bytesAnnounced = ({ headers }: IncomingMessage, bytesMax: number): number => {
  const length = Number(headers['content-length'] ?? Number.NaN)
  return Number.isNaN(length) || headers['content-encoding'] !== undefined ? bytesMax : Math.min(length, bytesMax)
}

const UNPACK: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

const collected = async (stream: Readable, bytesMax: number): Promise<Body> => {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    // Not destroyed on leaving the loop: the answer goes over the same socket.
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      bytes += (chunk as Buffer).length
      if (bytes > bytesMax) return tooLarge(bytesMax)
      chunks.push(chunk as Buffer)
    }
  } catch {
    return BROKEN
  }
  const whole = Buffer.concat(chunks)
  try {
    return { ok: true, text: strict.decode(whole) }
  } catch {
    return { ok: false, status: 400, problem: NOT_UTF8, text: whole.toString('utf8') }
  }
}

const strict = new TextDecoder('utf-8', { fatal: true })

const unpacked = async (request: IncomingMessage, unpack: Transform, encoding: string, bytesMax: number): Promise<Body> => {
  let packed = 0
  let isTooLong = false
  request.on('data', (chunk: Buffer) => {
    packed += chunk.length
    if (packed <= bytesMax) return
    isTooLong = true
    unpack.destroy()
  })
  request.once('close', () => {
    if (!request.complete) unpack.destroy()
  })
  const body = await collected(request.pipe(unpack), bytesMax)
  request.unpipe(unpack)
  unpack.destroy()
  if (isTooLong) return tooLarge(bytesMax)
  return body === BROKEN ? notPacked(encoding) : body
}

const tooLarge = (bytesMax: number): Body => ({
  ok: false,
  status: 413,
  problem: {
    path: '',
    problem: `is larger than ${bytesMax} bytes`,
    hint: 'Send it in several requests. A packed body is counted unpacked.',
  },
})

const unknownEncoding = (encoding: string): Body => ({
  ok: false,
  status: 415,
  problem: {
    path: '',
    problem: `is packed as ${JSON.stringify(encoding.slice(0, 40))}`,
    hint: `Send it plain, or as ${Object.keys(UNPACK).join(', ')}.`,
  },
})

const notPacked = (encoding: string): Body => ({
  ok: false,
  status: 400,
  problem: {
    path: '',
    problem: `is not ${encoding}, as its content-encoding says, or breaks off`,
    hint: 'Send the whole of it, or leave out the header.',
  },
})

const BROKEN: Body = { ok: false, status: 400, problem: { path: '', problem: 'breaks off', hint: 'Send the whole of it.' } }

const NOT_UTF8: Problem = { path: '', problem: 'is not valid UTF-8', hint: 'Send JSON as UTF-8.' }
