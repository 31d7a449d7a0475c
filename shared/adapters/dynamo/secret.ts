import { randomBytes } from 'node:crypto'
import { type Secret, secretOf } from '../../kernel/keyed.ts'
import { SECRET_BYTES } from '../../kernel/limits.ts'
import { keyOf, text, textOf } from './items.ts'
import { ONLY, partitions } from './layout.ts'
import type { Table } from './table.ts'

/** The secret of the installation. Whoever first asks makes it; who asks at the same time gets the same one. */
export const installationSecretOf = async (table: Table, orElse: Uint8Array = randomBytes(SECRET_BYTES)): Promise<Secret> => {
  const there = await table.get(KEY)
  if (there !== null) return secretIn(textOf(there, 's'))
  const made = Buffer.from(orElse).toString('base64url')
  await table.put({ Item: { ...KEY, s: text(made) }, ConditionExpression: 'attribute_not_exists(pk)' })
  const kept = await table.get(KEY)
  return secretIn(kept === null ? made : textOf(kept, 's'))
}

const KEY = keyOf(partitions.secret, ONLY)
const secretIn = (value: string): Secret => secretOf(Buffer.from(value, 'base64url'))
