import type { EpochMs } from '../kernel/words.ts'

/** A key of publishers, as it is kept. Whoever reads the store learns no key from it. */
export type WriteKey = {
  /** SHA-256 of the key, in hexadecimal. */
  readonly hash: string
  readonly name: string
  readonly madeAt: EpochMs
  readonly madeBy: string
}

/** The keys that publishers show over HTTP. */
export type WriteKeyStore = {
  /** `taken`: there is one of this name. `full`: there are as many as may be (`WRITE_KEYS_MAX`). */
  readonly put: (key: WriteKey) => Promise<'made' | 'taken' | 'full'>
  /** All of them, newest first. */
  readonly list: () => Promise<readonly WriteKey[]>
  readonly find: (hash: string) => Promise<WriteKey | null>
  /** Whether it was there. */
  readonly revoke: (hash: string) => Promise<boolean>
}
