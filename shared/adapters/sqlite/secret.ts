import { randomBytes } from 'node:crypto'
import { type Secret, secretOf } from '../../kernel/keyed.ts'
import { SECRET_BYTES } from '../../kernel/limits.ts'
import type { Database } from './database.ts'

/**
 * The secret of a data folder, kept in its file. Whoever first writes into the folder makes it: at random, or as a replay derives it
 * from its seed, so that it writes the same mails each time.
 */
export type FolderSecret = {
  /** The one that is there; where none is, what was given is kept, or a random one. */
  readonly take: (orElse?: Uint8Array) => Secret
}

export const folderSecretOf = (database: Database, readOnly: boolean): FolderSecret => {
  const find = database.prepare<{ value: string }>("SELECT value FROM secrets WHERE name = 'installation'")
  const keep = database.prepare("INSERT INTO secrets (name, value) VALUES ('installation', ?) ON CONFLICT DO NOTHING")
  const make = (orElse: Uint8Array): Secret => {
    const kept = find.get()?.value
    if (kept !== undefined) return secretIn(kept)
    const text = Buffer.from(orElse).toString('base64url')
    // Where nothing was written yet, nothing was made with a secret: any will find as much.
    if (readOnly) return secretIn(text)
    return database.transaction(() => {
      keep.run(text)
      return secretIn(find.get()?.value ?? text)
    })
  }
  let taken: Secret | null = null
  return {
    take: (orElse = randomBytes(SECRET_BYTES)) => {
      taken ??= make(orElse)
      return taken
    },
  }
}

const secretIn = (text: string): Secret => secretOf(Buffer.from(text, 'base64url'))
