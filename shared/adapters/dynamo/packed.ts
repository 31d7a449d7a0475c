/** Texts that may be too large for an item: packed, and cut into parts that items hold. */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import { DEFINITION_PART_BYTES } from '../../kernel/limits.ts'

export const packed = (text: string): Uint8Array => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } })

export const unpacked = (parts: readonly Uint8Array[]): string => brotliDecompressSync(Buffer.concat(parts)).toString('utf8')

export const cut = (content: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: Math.ceil(content.length / DEFINITION_PART_BYTES) }, (_, n) =>
    content.subarray(n * DEFINITION_PART_BYTES, (n + 1) * DEFINITION_PART_BYTES),
  )

/** The best one takes eight seconds for a megabyte, this one a tenth of one, for a few percent. */
const QUALITY = 5
